import { deletePods, needsPodDelete, provesGone, rolloutStatus, waitsForPods } from "./delete-pods.ts";
import { lookForGone } from "./pod-effect.ts";
import type { PodFault } from "./pod-kind.ts";

export const killPods: PodFault = {
  type: "kill",
  means: "deletes the pod through the API, with a grace period of 0",
  healsItself: true,
  does: "ends the pod at once (SIGKILL); it isn't kept dead: what runs it makes another one at once",
  undo: waitsForPods,
  proof: provesGone,
  needs: needsPodDelete,
  put: (target, _, __, cluster, signal) => deletePods(target, 0, cluster, signal),
  look: (target, _, __, cluster, signal) => lookForGone(target, cluster, signal),
  manual: rolloutStatus,
};
