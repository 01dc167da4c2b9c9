import { z } from "zod";

/** A part of a JSON Schema, as far as the reference shows it. */
export interface Schema {
  readonly type?: string | readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly examples?: readonly unknown[] | undefined;
  readonly pattern?: string | undefined;
  readonly minimum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: Schema | undefined;
  readonly additionalProperties?: Schema | boolean | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly allOf?: readonly Schema[] | undefined;
  readonly if?: Schema | undefined;
  readonly then?: Schema | undefined;
  readonly else?: Schema | undefined;
}

const schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    examples: z.array(z.unknown()).optional(),
    pattern: z.string().optional(),
    minimum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    maximum: z.number().optional(),
    properties: z.record(z.string(), schema).optional(),
    required: z.array(z.string()).optional(),
    items: schema.optional(),
    additionalProperties: z.union([z.boolean(), schema]).optional(),
    anyOf: z.array(schema).optional(),
    oneOf: z.array(schema).optional(),
    allOf: z.array(schema).optional(),
    if: schema.optional(),
    // biome-ignore lint/suspicious/noThenProperty: it is a word of JSON Schema
    then: schema.optional(),
    else: schema.optional(),
  }),
);

/** Reads a JSON Schema. */
export function readSchema(value: unknown): Schema {
  return schema.parse(JSON.parse(JSON.stringify(value)));
}

/** The schema and all that stands in its place by a condition or as an alternative. */
export function branchesOf(part: Schema): readonly Schema[] {
  const { anyOf = [], oneOf = [], allOf = [] } = part;
  const others = [...anyOf, ...oneOf, ...allOf, ...(part.then ? [part.then] : []), ...(part.else ? [part.else] : [])];
  return [part, ...others.filter((one) => !isVariable(one)).flatMap(branchesOf)];
}

/** A variable may stand for most values, which the reference doesn't say of each. */
function isVariable({ type, pattern }: Schema): boolean {
  return type === "string" && pattern === "\\$\\{";
}
