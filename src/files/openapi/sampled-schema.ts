import { fieldsOf, itemsOf } from "../yaml/fields.ts";
import type { JsonSchema } from "./body-schema.ts";

const NUMBERS = 99;
const TEXT_LENGTH = 6;

/** The values that are tried first. */
export interface Liking {
  /** Tells whether examples and defaults are. */
  readonly examples: boolean;
  /** The branch of those that a schema has to choose of; counts on from its first. */
  readonly branch: number;
}

/**
 * A schema of the likely ones of a schema's values: examples and defaults where they are wanted, small numbers above 0, no null, and of
 * properties those that are required or have an example; all of them where none is required. What fits it need not fit `schema`.
 */
export function sampledSchema(schema: JsonSchema, liking: Liking): JsonSchema {
  if (typeof schema === "boolean") return schema;
  const example = liking.examples ? exampleOf(schema) : undefined;
  if (example !== undefined) return { const: example };
  const { example: _, examples: __, default: ___, ...rest } = schema;
  return { ...inner(rest, liking), ...numbers(rest), ...texts(rest), ...properties(rest, liking) };
}

/** An example of the schema's author, or the default. */
export function exampleOf(schema: JsonSchema): unknown {
  const { example, examples, default: usual } = fieldsOf(schema);
  return example ?? itemsOf(examples)[0] ?? usual;
}

function inner(schema: Readonly<Record<string, unknown>>, liking: Liking): Record<string, unknown> {
  const sampled = (one: unknown) => sampledSchema(one as JsonSchema, liking);
  const made: Record<string, unknown> = { ...schema };
  for (const key of ["items", "contains", "additionalProperties"]) {
    if (schema[key] !== undefined) made[key] = sampled(schema[key]);
  }
  for (const key of ["allOf", "prefixItems"]) {
    if (schema[key] !== undefined) made[key] = itemsOf(schema[key]).map(sampled);
  }
  for (const key of ["anyOf", "oneOf"]) {
    const branches = itemsOf(schema[key]).filter((one) => one !== false);
    if (branches.length > 0) made[key] = [sampled(branches[liking.branch % branches.length])];
  }
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter((type) => type !== "null");
    made.type = types.length === 1 ? types[0] : types;
  }
  return made;
}

/** Numbers without limits are rarely meant to be negative, or millions. */
function numbers(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  const types = [schema.type, ...itemsOf(schema.type)];
  const isFree = ["multipleOf", "enum", "const"].every((key) => schema[key] === undefined);
  if (!isFree || !(types.includes("integer") || types.includes("number"))) return {};
  const low = minimum ?? exclusiveMinimum;
  const high = maximum ?? exclusiveMaximum;
  if (low === undefined && high === undefined) return { minimum: 1, maximum: NUMBERS };
  if (low === undefined) return typeof high === "number" && high > 1 ? { minimum: 1 } : {};
  return high === undefined && typeof low === "number" ? { maximum: low + NUMBERS } : {};
}

/** An empty text is rarely meant. */
function texts(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isFree = ["minLength", "pattern", "format", "enum", "const"].every((key) => schema[key] === undefined);
  if (!isFree || ![schema.type, ...itemsOf(schema.type)].includes("string")) return {};
  return { minLength: Math.min(TEXT_LENGTH, typeof schema.maxLength === "number" ? schema.maxLength : TEXT_LENGTH) };
}

function properties(schema: Readonly<Record<string, unknown>>, liking: Liking): Record<string, unknown> {
  if (schema.properties === undefined) return {};
  const entries = Object.entries(fieldsOf(schema.properties)).filter(([, one]) => one !== false) as [
    string,
    JsonSchema,
  ][];
  const required = itemsOf(schema.required);
  const isWanted = (name: string, one: JsonSchema) =>
    required.length === 0 || required.includes(name) || (liking.examples && exampleOf(one) !== undefined);
  const wanted = entries.filter(([name, one]) => isWanted(name, one));
  return {
    properties: Object.fromEntries(wanted.map(([name, one]) => [name, sampledSchema(one, liking)])),
    required: [...new Set([...required, ...wanted.map(([name]) => name)])],
  };
}
