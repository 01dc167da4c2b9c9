import { z } from "zod";
import { type ChaosKind, provesChaos, removesChaos } from "./chaos-kind.ts";
import { type IoParams, ioKeys, onFiles, operationsName } from "./io-path.ts";

/** Linux's numbers, errno(3). */
const numbers = { EPERM: 1, ENOENT: 2, EIO: 5, EACCES: 13, EBUSY: 16, ENOSPC: 28, EROFS: 30, EDQUOT: 122 } as const;

interface IoErrorParams extends IoParams {
  readonly error: keyof typeof numbers;
}

export const ioError: ChaosKind<IoErrorParams> = {
  type: "io-error",
  targets: "service",
  summary: "Fails operations on the files of a volume.",
  params: z.strictObject({
    error: z
      .enum(Object.keys(numbers) as (keyof typeof numbers)[])
      .default("EIO")
      .meta({ description: "With which error" }),
    ...ioKeys,
  }),
  explain: (params) => ({
    does: `fails ${operationsName(params)} with ${params.error}`,
    undo: removesChaos,
    proof: provesChaos,
  }),
  kind: "IOChaos",
  means: "IOChaos fault",
  spec: (params) => ({ action: "fault", errno: numbers[params.error], ...onFiles(params) }),
};
