import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import { type ChaosKind, goDuration, provesChaos, removesChaos } from "./chaos-kind.ts";
import { type IoParams, ioKeys, onFiles, operationsName } from "./io-path.ts";

interface IoDelayParams extends IoParams {
  /** Milliseconds. */
  readonly delay: number;
}

export const ioDelay: ChaosKind<IoDelayParams> = {
  type: "io-delay",
  targets: "service",
  summary: "Delays operations on the files of a volume.",
  params: z.strictObject({
    delay: durationSchema({ leastMs: 1 }).meta({ description: "Of each operation" }),
    ...ioKeys,
  }),
  explain: (params) => ({
    does: `delays ${operationsName(params)} by ${formatDuration(params.delay)}`,
    undo: removesChaos,
    proof: provesChaos,
  }),
  kind: "IOChaos",
  means: "IOChaos latency",
  spec: (params) => ({ action: "latency", delay: goDuration(params.delay), ...onFiles(params) }),
};
