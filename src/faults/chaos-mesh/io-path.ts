import { z } from "zod";
import { shareSchema, textSchema } from "../../files/experiment/value-schemas.ts";
import { type ChaosSpec, percentText, wholePercent } from "./chaos-kind.ts";
import { type ContainersParams, containersKey, inContainers } from "./in-containers.ts";

const absolute = "a path begins with a slash: /var/lib/data";

/** The keys of kinds that act on files of a volume. */
export const ioKeys = {
  volume: textSchema
    .startsWith("/", { error: absolute })
    .max(1000)
    .meta({
      description: "Where the volume is mounted in the container",
      examples: ["/var/lib/data"],
    }),
  path: textSchema
    .startsWith("/", { error: absolute })
    .max(1000)
    .optional()
    .meta({
      description: "Only these files of it; * is any text. Default: all",
      examples: ["/var/lib/data/**/*"],
    }),
  share: shareSchema.prefault(1).meta({ description: "Of the operations; whole percent" }),
  operations: z
    .array(z.enum(["open", "read", "write", "flush", "fsync", "create", "unlink", "rename", "readdir", "getattr"]))
    .min(1)
    .optional()
    .meta({ description: "Only these; default: all" }),
  ...containersKey,
};

export interface IoParams extends ContainersParams {
  readonly volume: string;
  readonly path?: string | undefined;
  readonly share: number;
  readonly operations?: readonly string[] | undefined;
}

export function onFiles(params: IoParams): ChaosSpec {
  const { volume, path, share, operations } = params;
  return {
    volumePath: volume,
    ...(path === undefined ? {} : { path }),
    percent: wholePercent(share),
    ...(operations === undefined ? {} : { methods: operations }),
    ...inContainers(params),
  };
}

/** `50% of read, write on /var/lib/data` */
export function operationsName({ volume, path, share, operations }: IoParams): string {
  return `${percentText(share)}% of ${operations?.join(", ") ?? "all operations"} on ${path ?? volume}`;
}
