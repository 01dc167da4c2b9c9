import { z } from "zod";

/** Chaos Toolkit's experiments (https://chaostoolkit.org/reference/api/experiment/), as far as something is read of them. */

const pause = z.union([z.number(), z.string()]).optional();

const activitySchema = z.strictObject({
  type: z.enum(["probe", "action"]).optional(),
  name: z.string().optional(),
  /** In place of all others: the name of an activity. */
  ref: z.string().optional(),
  provider: z.looseObject({ type: z.string() }).optional(),
  tolerance: z.unknown().optional(),
  pauses: z.strictObject({ before: pause, after: pause }).optional(),
  background: z.union([z.boolean(), z.string()]).optional(),
  controls: z.unknown().optional(),
  secrets: z.unknown().optional(),
  configuration: z.unknown().optional(),
});
export type Activity = z.output<typeof activitySchema>;

export const toolkitSchema = z.strictObject({
  version: z.unknown().optional(),
  title: z.string(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  configuration: z.record(z.string(), z.unknown()).optional(),
  secrets: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  "steady-state-hypothesis": z
    .strictObject({
      title: z.string().optional(),
      description: z.string().optional(),
      probes: z.array(activitySchema).optional(),
      controls: z.unknown().optional(),
    })
    .optional(),
  method: z.array(activitySchema).nullable(),
  rollbacks: z.array(activitySchema).optional(),
  controls: z.unknown().optional(),
  contributions: z.unknown().optional(),
  extensions: z.unknown().optional(),
  runtime: z.unknown().optional(),
  dryrun: z.unknown().optional(),
});
export type ToolkitFile = z.output<typeof toolkitSchema>;

const scalar = z.union([z.string(), z.number(), z.boolean()]);

export const httpSchema = z.strictObject({
  type: z.literal("http"),
  url: z.string(),
  method: z.string().default("GET"),
  headers: z.record(z.string(), scalar).optional(),
  arguments: z.union([z.record(z.string(), z.unknown()), z.string()]).optional(),
  timeout: z.union([z.number(), z.string(), z.tuple([z.number(), z.number()])]).optional(),
  verify_tls: z.boolean().optional(),
  max_retries: z.int().optional(),
  secrets: z.unknown().optional(),
});

export const pythonSchema = z.looseObject({
  type: z.literal("python"),
  module: z.string(),
  func: z.string(),
  arguments: z.record(z.string(), z.unknown()).default({}),
});
