import { z } from "zod";

/** The parts of an OpenAPI description (3.0 and 3.1) that a request is made of; the rest is passed over. */

const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(["path", "query", "header", "cookie"]),
  required: z.boolean().default(false),
  schema: z.unknown().optional(),
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.unknown()).default({}),
  content: z.unknown().optional(),
  style: z.string().optional(),
  explode: z.boolean().optional(),
});

const mediaSchema = z.object({
  schema: z.unknown().optional(),
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.unknown()).default({}),
});

const securitySchema = z.array(z.record(z.string(), z.array(z.string())));

/** One operation. */
export const operationSchema = z.object({
  operationId: z.string().min(1).optional(),
  deprecated: z.boolean().default(false),
  parameters: z.array(parameterSchema).default([]),
  requestBody: z
    .object({ required: z.boolean().default(false), content: z.record(z.string(), mediaSchema) })
    .optional(),
  security: securitySchema.optional(),
  "x-weight": z.number().min(0).max(1e6).optional(),
});

const schemeSchema = z.object({
  type: z.string(),
  scheme: z.string().optional(),
  in: z.string().optional(),
  name: z.string().optional(),
});

const serverSchema = z.object({
  url: z.string(),
  variables: z.record(z.string(), z.object({ default: z.coerce.string() })).default({}),
});

/** The whole description, with its operations as they are written: one that is wrong must not spoil the others. */
export const apiSchema = z.object({
  info: z.object({ title: z.string() }),
  servers: z.array(serverSchema).default([]),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  security: securitySchema.default([]),
  components: z
    .object({ securitySchemes: z.record(z.string(), schemeSchema).default({}) })
    .default({ securitySchemes: {} }),
});

export type Api = z.output<typeof apiSchema>;
export type OperationFile = z.output<typeof operationSchema>;
export type Parameter = z.output<typeof parameterSchema>;
export type SecurityScheme = z.output<typeof schemeSchema>;
