import { terminate } from "../process/terminate.ts";
import { deletePods, needsPodDelete, provesGone, rolloutStatus, waitsForPods } from "./delete-pods.ts";
import { verifyGone } from "./pod-effect.ts";
import type { PodFault } from "./pod-kind.ts";

export const terminatePods: PodFault<{ readonly grace: number }> = {
  type: terminate.type,
  means: "deletes the pod through the API, with the fault's grace period",
  healsItself: true,
  explanation: {
    does: "ends the pod (SIGTERM, after the grace period SIGKILL); what runs it makes another one at once",
    undo: waitsForPods,
    proof: provesGone,
  },
  needs: needsPodDelete,
  // The API has whole seconds.
  inject: (on) => deletePods(on, Math.ceil(on.params.grace / 1000)),
  verify: verifyGone,
  manual: rolloutStatus,
};
