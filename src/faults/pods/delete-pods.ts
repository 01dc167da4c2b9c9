import type { Access } from "../../clients/cluster/cluster.ts";
import type { PodContext } from "./pod-kind.ts";
import { podRef } from "./pods.ts";

/** So that a service of thousands of pods doesn't get as many requests at once. */
const AT_ONCE = 20;

/** Deletes the pods of a target, and not those that have come in their place. */
export async function deletePods({ target, cluster, signal }: PodContext, graceS: number): Promise<void> {
  for (let at = 0; at < target.pods.length; at += AT_ONCE) {
    signal.throwIfAborted();
    const some = target.pods.slice(at, at + AT_ONCE);
    await Promise.all(some.map(({ name, uid }) => cluster.delete(podRef(target, name), { graceS, uid })));
  }
}

export function needsPodDelete({ namespace }: { readonly namespace: string }): readonly Access[] {
  return [{ verb: "delete", group: "", resource: "pods", namespace }];
}

/** Command that shows when all pods are back. */
export function rolloutStatus({ target: { namespace, workload } }: Pick<PodContext, "target">): string {
  return `--namespace ${namespace} rollout status ${workload.kind.toLowerCase()}/${workload.name}`;
}

export const waitsForPods = "nothing: what runs the pods makes new ones; waits until they are ready";
export const provesGone = "the cluster has no pod of its uid any more, and another one in its place";
