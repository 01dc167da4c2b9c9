import type { Edge } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import { shellWord } from "../../values/shell-word.ts";
import type { CommandContext } from "../commands/context.ts";
import { section } from "../commands/section.ts";
import { type Begun, USUALLY } from "./begun.ts";

export interface KubernetesOptions {
  readonly context?: string;
  readonly namespace?: string;
  /** Folder to write to. */
  readonly folder: string;
}

/** Begins with what runs in a namespace; incomplete where an address was found that makes no edge. */
export async function beginKubernetes(
  { folder, ...choice }: KubernetesOptions,
  { clock }: Pick<CommandContext, "clock">,
): Promise<Begun> {
  const [{ openNamespace }, { readTold }, { clusterDraft }] = await Promise.all([
    import("../../platforms/kubernetes/connect.ts"),
    import("../../platforms/kubernetes/told-services.ts"),
    import("../../files/init/cluster-experiment.ts"),
  ]);
  const { cluster, namespace } = await openNamespace(choice, clock);
  const { found, edges, unclear } = await readTold(cluster, namespace);
  const services = [...found.workloads].map(([name, { desired }]) => ({
    name,
    pods: desired,
    isReachable: found.ports.has(name),
  }));
  return {
    ...USUALLY,
    platform: "kubernetes",
    draft: clusterDraft({ context: cluster.context, namespace, services, edges }),
    folder,
    found: [
      `context ${cluster.context} (${cluster.server}), namespace ${namespace}`,
      `services: ${services.map(({ name, pods }) => `${name} (${pods})`).join(", ")}`,
      ...edgeLines(edges),
      ...annotations(namespace, found, edges),
      ...section(
        "addresses that were found and make no edge:",
        unclear.map(({ message }) => message),
      ),
      "",
    ],
    before: () => [`kubectl label namespace ${namespace} brownout.dev/allow=true`],
    runOptions: `--on kubernetes${choice.context === undefined ? "" : ` --context ${shellWord(choice.context)}`}`,
    isIncomplete: unclear.length > 0,
  };
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
