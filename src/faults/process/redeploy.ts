import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import type { ReplicaKind } from "./replica-kind.ts";
import { type RestartParams, restart } from "./restart.ts";

export const redeploy: ReplicaKind<RestartParams> = {
  type: "redeploy",
  targets: "service",
  ownMode: true,
  summary: "Replaces all replicas of a service as a rolling deploy does: one after the other, each as restart does.",
  params: z.strictObject({
    grace: durationSchema().prefault("10s").meta({ description: "Of each replica: from SIGTERM to SIGKILL" }),
  }),
  explain: (params) => ({
    does: `replaces each process in turn (SIGTERM, after ${formatDuration(params.grace)} SIGKILL, then a new one that is up before the next ends)`,
    undo: "waits until the new processes are ready",
    proof: "other processes have taken the places of the first",
  }),
  inTurn: true,
  endsWithinMs: ({ grace }) => grace,
  endsByItself: true,
  inject: restart.inject,
  verify: restart.verify,
};
