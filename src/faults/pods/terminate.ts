import { deletePods, needsPodDelete, provesGone, rolloutStatus, waitsForPods } from "./delete-pods.ts";
import { lookForGone } from "./pod-effect.ts";
import type { PodFault } from "./pod-kind.ts";

export const terminatePods: PodFault<{ readonly grace: number }> = {
  type: "terminate",
  means: "deletes the pod through the API, with the fault's grace period",
  healsItself: true,
  does: "ends the pod (SIGTERM, after the grace period SIGKILL); what runs it makes another one at once",
  undo: waitsForPods,
  proof: provesGone,
  needs: needsPodDelete,
  // The API has whole seconds.
  put: (target, { grace }, _, cluster, signal) => deletePods(target, Math.ceil(grace / 1000), cluster, signal),
  look: (target, _, __, cluster, signal) => lookForGone(target, cluster, signal),
  manual: rolloutStatus,
};
