import { z } from "zod";
import { formatDuration } from "../../experiment/duration.ts";
import type { FaultKind } from "../../experiment/fault-kind.ts";
import { durationSchema } from "../../experiment/value-schemas.ts";

interface RestartParams {
  readonly grace: number;
}

export const restart: FaultKind<RestartParams> = {
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
};
