import { kill } from "../process/kill.ts";
import { deletePods, needsPodDelete, provesGone, rolloutStatus, waitsForPods } from "./delete-pods.ts";
import { verifyGone } from "./pod-effect.ts";
import type { PodFault } from "./pod-kind.ts";

export const killPods: PodFault = {
  type: kill.type,
  means: "deletes the pod through the API, with a grace period of 0",
  healsItself: true,
  explanation: {
    does: "ends the pod at once (SIGKILL); it isn't kept dead: what runs it makes another one at once",
    undo: waitsForPods,
    proof: provesGone,
  },
  needs: needsPodDelete,
  inject: (on) => deletePods(on, 0),
  verify: verifyGone,
  manual: rolloutStatus,
};
