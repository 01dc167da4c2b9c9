import { z } from "zod";
import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";
import { FaultError } from "../fault-error.ts";
import { change } from "./change.ts";
import { isMarkedBy, marksFor, readMarks, unmarked } from "./marks.ts";
import type { PodKind, PodTarget } from "./pod-kind.ts";
import { findWorkload, podsOf, workloadName, workloadRef } from "./pods.ts";
import { patches } from "./restart.ts";

interface ScaleParams {
  readonly to: number;
}

/** Numbers of pods that the workload was to have, and has with the fault. */
interface Scaled {
  readonly from: number;
  readonly to: number;
}

export const scale: PodKind<ScaleParams, Scaled> = {
  type: "scale",
  targets: "service",
  mayPressNodes: true,
  summary: "Gives a service so many pods, more or fewer, and then as many as it had.",
  ownMode: true,
  params: z.strictObject({
    to: z
      .int()
      .min(0)
      .max(1000)
      .meta({ description: "How many pods the service is to have", examples: [0] }),
  }),
  explain: ({ to }) => ({
    does: `scales the service to ${to} ${to === 1 ? "pod" : "pods"}`,
    undo: "scales it back to what was found, unless somebody else has scaled it meanwhile; waits until all are ready",
    proof: "the cluster has so many pods of the service, those that are ending included",
  }),
  means: "the number of replicas of what runs the pods",
  takesAll: true,
  needs: (on) => [patches(on)],
  refuses({ params: { to }, workload: { ref, desired } }) {
    if (ref.kind === "DaemonSet") {
      return {
        why: `${ref.name} is a DaemonSet: it has a pod on each node`,
        instead: "cordon its nodes, or kill its pods",
      };
    }
    return to === desired
      ? { why: `${ref.name} is to have as many already: ${to}`, instead: "say another number" }
      : undefined;
  },
  foundSchema: z.object({ from: z.int().nonnegative(), to: z.int().nonnegative() }),
  prepare: async ({ workload, params: { to } }) => ({ from: replicasOf(workload), to }),
  inject: ({ target, found: { from, to }, cluster }) =>
    change(workloadRef(target), cluster, (now) => {
      if (now === undefined || now.metadata.uid !== target.workload.uid || replicasOf(now) !== from) {
        throw new FaultError({ message: `somebody else changed ${workloadName(target)} meanwhile` });
      }
      if (readMarks(now) !== undefined) {
        throw new FaultError({ message: `another fault has scaled ${workloadName(target)} and isn't over` });
      }
      return { metadata: marksFor(scale, target, { from, to }), spec: { replicas: to } };
    }),
  async verify({ target, params: { to }, cluster, signal }) {
    const workload = await findWorkload(target, cluster, signal);
    if (workload === undefined) return { took: "false", evidence: `${workloadName(target)} is gone` };
    if (replicasOf(workload) !== to) return { took: "false", evidence: changedByOthers(target, workload, to) };
    let pods = 0;
    for await (const _pod of podsOf(target, cluster, signal)) pods++;
    const evidence = `${workloadName(target)} has ${pods} pods, ${target.before.length} before`;
    return { took: pods === to ? "true" : "false", evidence };
  },
  async undo({ target, found: { from, to }, cluster }) {
    let refusal: string | undefined;
    await change(workloadRef(target), cluster, (now) => {
      if (now === undefined || !isMarkedBy(target, now)) return undefined;
      if (replicasOf(now) === to) return { metadata: unmarked, spec: { replicas: from } };
      refusal = changedByOthers(target, now, to);
      return { metadata: unmarked };
    });
    // Nothing is left of ours, and the next undo says so; but a person should know this time.
    if (refusal !== undefined) throw new FaultError({ message: refusal });
  },
  async isGone({ target, cluster, signal }) {
    return !isMarkedBy(target, await findWorkload(target, cluster, signal));
  },
  manual({ target: { namespace, workload }, found: { from } }) {
    const { kind, name } = workload;
    return `--namespace ${namespace} scale ${kind.toLowerCase()}/${name} --replicas=${from}`;
  },
};

function replicasOf({ spec }: ClusterObject): number {
  return (spec as { readonly replicas?: number } | undefined)?.replicas ?? 1;
}

function changedByOthers(target: PodTarget, now: ClusterObject, to: number): string {
  return `somebody else scaled ${workloadName(target)} from ${to} to ${replicasOf(now)} meanwhile: it is left so`;
}
