import type { Access } from "../../clients/cluster/cluster.ts";
import { restart } from "../process/restart.ts";
import { rolloutStatus } from "./delete-pods.ts";
import { lookAtPods } from "./pod-effect.ts";
import type { PodFault } from "./pod-kind.ts";
import { workloadName, workloadRef } from "./pods.ts";

/** On a pod template: the fault that rolled it out anew. Another value is another version. */
const RESTARTED_BY = "brownout.dev/restarted-by";

export const restartPods: PodFault = {
  type: restart.type,
  means: "rollout restart, through an annotation on the pod template",
  healsItself: true,
  explanation: {
    does: "replaces all pods of the workload, as many at once as its rollout strategy has it",
    undo: "nothing: a rollout can't be taken back; waits until it is done and all pods are ready",
    proof: "pods of other uids in the place of those from before",
  },
  takesAll: true,
  needs: (on) => [patches(on)],
  refuses({ workload: { desired }, mode }) {
    if (mode.kind === "all" || desired < 2) return undefined;
    return { why: "a rollout restart takes all pods of a service", instead: "say `mode: all`, or terminate some" };
  },
  async inject({ target, cluster }) {
    const annotations = { [RESTARTED_BY]: `${target.run} ${target.fault}` };
    await cluster.patch(workloadRef(target), { spec: { template: { metadata: { annotations } } } });
  },
  async verify({ target, cluster, signal }) {
    const { gone, replacements } = await lookAtPods(target, cluster, signal);
    const evidence = `${gone.length} of ${target.pods.length} pods of ${workloadName(target)} are gone, ${replacements.length} are new`;
    return { took: gone.length > 0 && replacements.length > 0 ? "true" : "false", evidence };
  },
  manual: rolloutStatus,
};

/** Of a Deployment, StatefulSet or DaemonSet. */
export function patches({ workload: { kind }, namespace }: Parameters<PodFault["needs"]>[0]): Access {
  return { verb: "patch", group: "apps", resource: `${kind.toLowerCase()}s`, namespace };
}
