import { z } from "zod";
import { formatDuration } from "../../experiment/duration.ts";
import { durationSchema } from "../../experiment/value-schemas.ts";
import { processState } from "../../os/process-identity.ts";
import { end, type ReplicaKind, takeSystemDown } from "./replica-kind.ts";

interface RestartParams {
  readonly grace: number;
}

export const restart: ReplicaKind<RestartParams> = {
  type: "restart",
  targets: "service",
  summary: "Ends replicas as terminate does, and starts them again at once.",
  params: z.strictObject({
    grace: durationSchema().prefault("10s").meta({ description: "From SIGTERM to SIGKILL" }),
  }),
  explain: (params) => ({
    does: `restarts the process (SIGTERM, after ${formatDuration(params.grace)} SIGKILL, then a new one)`,
    undo: "waits until the new process is ready",
    proof: "another process has taken the place of the first",
  }),
  async act(replica, params, signal) {
    await end(replica, params.grace, signal);
    // Not cut short: starting it is also what the undo does.
    await replica.start(new AbortController().signal);
  },
  observe(pid, replica) {
    if (processState(pid) !== "gone") return { took: "false", evidence: `process ${pid} is still there` };
    if (processState(replica.pid) === "gone") return { took: "false", evidence: `nothing has replaced process ${pid}` };
    return { took: "true", evidence: `process ${replica.pid} of ${replica.service} replaced ${pid}` };
  },
  manual: () => takeSystemDown,
};
