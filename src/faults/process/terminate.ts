import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import { end, type ReplicaKind, verifyGone } from "./replica-kind.ts";

interface TerminateParams {
  /** Milliseconds. */
  readonly grace: number;
}

export const terminate: ReplicaKind<TerminateParams> = {
  type: "terminate",
  targets: "service",
  summary: "Asks replicas to end (SIGTERM), kills those that are still there after the grace period.",
  params: z.strictObject({
    grace: durationSchema().prefault("10s").meta({ description: "From SIGTERM to SIGKILL" }),
  }),
  explain: (params) => ({
    does: `ends the process (SIGTERM, after ${formatDuration(params.grace)} SIGKILL)`,
    undo: "starts it again and waits until it is ready",
    proof: "the operating system no longer has the process",
  }),
  endsWithinMs: ({ grace }) => grace,
  inject: (on) => end(on, on.params.grace),
  verify: verifyGone,
};
