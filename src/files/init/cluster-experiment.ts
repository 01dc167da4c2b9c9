import { edgeName } from "../../values/edge-name.ts";
import { UsageError } from "../../values/errors.ts";
import { serviceName } from "../experiment/service-name.ts";
import type { Edge } from "../graph/graph.ts";
import { experimentName } from "./experiment-name.ts";
import { type Draft, type ExperimentWords, FIRST_HEAD } from "./experiment-words.ts";

/** A namespace, as far as a first experiment is about it. */
export interface ClusterSystem {
  readonly context: string;
  readonly namespace: string;
  /** In their order there. */
  readonly services: readonly ClusterService[];
  readonly edges: readonly Edge[];
}

export interface ClusterService {
  readonly name: string;
  /** Pods that it is to have. */
  readonly pods: number;
  /** True where a Kubernetes Service has a port for it, by which a load can reach it. */
  readonly isReachable: boolean;
}

/**
 * A first experiment on a namespace: a pod is killed that the service where people come in depends on, of one that has
 * several if any has.
 * @throws UsageError where nothing can be reached or killed
 */
export function clusterDraft({ context, namespace, services, edges }: ClusterSystem): Draft {
  const usable = services.filter(({ name, pods }) => serviceName.test(name) && pods > 0);
  const entry = entryOf(usable, edges);
  if (entry === undefined) {
    throw new UsageError({
      message: `no service in namespace ${namespace} of context ${context} can be reached: none with pods has a Kubernetes Service with a TCP port`,
      hint: "`kubectl get deployments,services` shows what is there; --namespace names another one.",
    });
  }
  const behind = reachedFrom(entry, edges).flatMap((name) => usable.find((service) => service.name === name) ?? []);
  const victim = behind.find(({ pods }) => pods > 1) ?? behind[0] ?? entry;
  return {
    services: usable.map(({ name }) => name),
    edges: edges.map(edgeName),
    words: wordsOf(namespace, entry.name, victim.name),
  };
}

/** The service that nobody calls and that leads to most others. */
function entryOf(services: readonly ClusterService[], edges: readonly Edge[]): ClusterService | undefined {
  const reachable = services.filter(({ isReachable }) => isReachable);
  const uncalled = reachable.filter(({ name }) => !edges.some(({ callee }) => callee === name));
  const candidates = uncalled.length > 0 ? uncalled : reachable;
  return candidates.toSorted((a, b) => reachedFrom(b, edges).length - reachedFrom(a, edges).length)[0];
}

/** Services that a service calls, or that these call, and so on. */
function reachedFrom({ name }: ClusterService, edges: readonly Edge[]): string[] {
  const seen = new Set([name]);
  for (const caller of seen) for (const edge of edges) if (edge.caller === caller) seen.add(edge.callee);
  seen.delete(name);
  return [...seen];
}

function wordsOf(namespace: string, entry: string, victim: string): ExperimentWords {
  return {
    head: [FIRST_HEAD],
    name: experimentName("kill", victim),
    title: `${entry} keeps answering when a pod of ${victim} is killed`,
    system: ["kubernetes:", `  namespace: ${JSON.stringify(namespace)}`],
    load: {
      name: "visitors",
      remark: `A request that leads to where the fault is, through the API server's proxy to ${entry}'s Kubernetes Service.`,
      request: `GET ${entry}/`,
      rate: "20/s",
      timeout: "10s",
    },
    phases: { warmUp: "3s", baseline: "12s", fault: "24s", recovery: "20s" },
    fault: { type: "kill", on: victim, keys: {} },
    steadyState: ["visitors.error_rate < 2%"],
    abort: ["visitors.error_rate > 50% over 5s"],
    expect: ["visitors.error_rate < 1%", "visitors.p95 < 2s", "visitors.recovery < 15s"],
  };
}
