import { join } from "node:path";
import type { Edge } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { shellWord } from "../../values/shell-word.ts";
import type { CommandContext } from "./context.ts";
import { deliverFiles, type InitMode } from "./init-files.ts";
import { section } from "./section.ts";

export interface KubernetesInitOptions {
  readonly context?: string;
  readonly namespace?: string;
  /** Folder to write to. */
  readonly folder: string;
  readonly mode: InitMode;
}

/** Begins with what runs in a namespace. Ends with 3 where an address was found that makes no edge. */
export async function initKubernetes(
  { folder, mode, ...choice }: KubernetesInitOptions,
  context: CommandContext,
): Promise<void> {
  const [{ openNamespace }, { readTold }, { clusterExperiment }] = await Promise.all([
    import("../../platforms/kubernetes/connect.ts"),
    import("../../platforms/kubernetes/told-services.ts"),
    import("../../files/init/cluster-experiment.ts"),
  ]);
  const { cluster, namespace } = await openNamespace(choice, context.clock);
  const { found, edges, unclear } = await readTold(cluster, namespace);
  const services = [...found.workloads].map(([name, { desired }]) => ({
    name,
    pods: desired,
    isReachable: found.ports.has(name),
  }));
  const experiment = clusterExperiment({ context: cluster.context, namespace, services, edges });
  const path = join(folder, `${experiment.name}.yaml`);
  const delivered = await deliverFiles([{ path, text: experiment.text }], mode);
  context.out(
    [
      `context ${cluster.context} (${cluster.server}), namespace ${namespace}`,
      `services: ${services.map(({ name, pods }) => `${name} (${pods})`).join(", ")}`,
      ...edgeLines(edges),
      ...annotations(namespace, found, edges),
      ...section(
        "addresses that were found and make no edge:",
        unclear.map(({ message }) => message),
      ),
      "",
      ...delivered,
      "",
      "next: look at the request in the experiment, then",
      `  kubectl label namespace ${namespace} brownout.dev/allow=true`,
      `  brownout plan ${shellWord(path)} --on kubernetes${choice.context === undefined ? "" : ` --context ${shellWord(choice.context)}`}`,
    ].join("\n"),
  );
  if (unclear.length > 0) context.exitCode(exitCodes.inconclusive);
}

function edgeLines(edges: readonly Edge[]): readonly string[] {
  return section("edges, by annotations, variables and commands:", edges.map(edgeName));
}

/** Lines that make edges of those that only variables and commands show, for faults on them. */
function annotations(
  namespace: string,
  { edges: known, workloads }: Awaited<ReturnType<typeof import("../../platforms/kubernetes/survey.ts").survey>>,
  edges: readonly Edge[],
): readonly string[] {
  const isKnown = (edge: Edge) => known.some((each) => edgeName(each) === edgeName(edge));
  const callers = [...new Set(edges.filter((edge) => !isKnown(edge)).map(({ caller }) => caller))];
  const lines = callers.flatMap((caller) => {
    const ref = workloads.get(caller)?.ref;
    if (ref === undefined) return [];
    const callees = edges.filter((edge) => edge.caller === caller).map(({ callee }) => callee);
    return [
      `kubectl --namespace ${namespace} annotate --overwrite ${ref.kind.toLowerCase()} ${ref.name} brownout.dev/calls='${callees.join(", ")}'`,
    ];
  });
  return section("faults on edges need them as annotations:", lines);
}
