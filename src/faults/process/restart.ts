import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import { end, type ReplicaKind } from "./replica-kind.ts";

export interface RestartParams {
  /** Milliseconds. */
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
  endsWithinMs: ({ grace }) => grace,
  endsByItself: true,
  async inject(on) {
    await end(on, on.params.grace);
    // Not cut short: starting it is also what the undo does.
    await on.replica.start(new AbortController().signal);
  },
  verify({ before, now }) {
    if (now.name === before.name) {
      const stillThere = now.state === "gone" ? "nothing has replaced" : "nothing has ended";
      return { took: "false", evidence: `${stillThere} ${before.name}` };
    }
    if (now.state === "gone")
      return { took: "false", evidence: `${now.name} replaced ${before.name} and is gone, too` };
    return { took: "true", evidence: `${now.name} replaced ${before.name}` };
  },
};
