import { z } from "zod";
import { metadataSchema } from "../object-metadata.ts";

/** The ChaosEngine of Litmus (https://litmuschaos.github.io/litmus/experiments/concepts/chaos-resources/), as far as it is read. */

export const LITMUS_VERSION = "litmuschaos.io/v1alpha1";

const components = z.looseObject({
  env: z
    .array(z.looseObject({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]).nullish() }))
    .nullish(),
});

export const engineSchema = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: metadataSchema,
  spec: z.looseObject({
    appinfo: z
      .strictObject({ appns: z.string().nullish(), applabel: z.string().nullish(), appkind: z.string().nullish() })
      .nullish(),
    experiments: z
      .array(
        z.looseObject({
          name: z.string(),
          spec: z.looseObject({ components: components.nullish(), probe: z.array(z.unknown()).nullish() }).nullish(),
        }),
      )
      .min(1),
  }),
  status: z.unknown().optional(),
});

const statusSchema = z.strictObject({ criteria: z.string(), responseCode: z.union([z.string(), z.number()]) });

export const httpProbeSchema = z.strictObject({
  name: z.string(),
  type: z.literal("httpProbe"),
  mode: z.string().optional(),
  "httpProbe/inputs": z.strictObject({
    url: z.string(),
    insecureSkipVerify: z.union([z.boolean(), z.string()]).optional(),
    responseTimeout: z.unknown().optional(),
    method: z.strictObject({
      get: statusSchema.optional(),
      post: statusSchema
        .extend({ body: z.string().optional(), bodyPath: z.string().optional(), contentType: z.string().optional() })
        .optional(),
    }),
  }),
  runProperties: z.record(z.string(), z.unknown()).default({}),
});
