import { fieldsOf, itemsOf } from "../yaml/fields.ts";

/** A schema in the words of JSON Schema 2020-12, without references. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** A schema for what is sent, or why there is none. */
export type BodySchema =
  | { readonly ok: true; readonly schema: JsonSchema }
  | { readonly ok: false; readonly reason: string };

const PARTS_MAX = 5_000;
const DEPTH_MAX = 50;

const plainKeywords = [
  "const",
  "enum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minContains",
  "maxContains",
  "required",
  "minProperties",
  "maxProperties",
  "dependentRequired",
  "example",
  "examples",
  "default",
];
const oneSchema = ["items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else"];
const schemasByName = ["properties", "patternProperties", "dependentSchemas"];
const schemaLists = ["allOf", "anyOf", "oneOf", "prefixItems"];

/**
 * The schema of what a client sends, from OpenAPI's (3.0 or 3.1) with its references followed: without what is `readOnly`,
 * and cut where a schema comes back to itself, so that what fits it fits the whole one, too.
 */
export function bodySchema(schema: unknown): BodySchema {
  const cutter = new Cutter();
  const cut = cutter.cut(schema);
  return cutter.problem === undefined ? { ok: true, schema: cut } : { ok: false, reason: cutter.problem };
}

class Cutter {
  problem: string | undefined;
  #parts = 0;
  /** The schemas that hold the one at hand. */
  readonly #holders = new Set<unknown>();

  cut(schema: unknown): JsonSchema {
    if (typeof schema === "boolean") return schema;
    const written = fieldsOf(schema);
    this.#parts++;
    if (this.#parts > PARTS_MAX) this.problem = `its schema has more than ${PARTS_MAX} parts`;
    if (typeof written.$ref === "string") this.problem = `${written.$ref} leads back to itself and says nothing`;
    if (this.problem !== undefined || this.#holders.has(schema) || this.#holders.size > DEPTH_MAX) return false;
    this.#holders.add(schema);
    const made = { ...plain(written), ...limits(written), ...types(written), ...this.#inner(written) };
    this.#holders.delete(schema);
    return withoutReadOnly(written, made);
  }

  #inner(written: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const made: Record<string, unknown> = {};
    for (const key of oneSchema) if (written[key] !== undefined) made[key] = this.cut(written[key]);
    for (const key of schemasByName) {
      if (written[key] === undefined) continue;
      const entries = Object.entries(fieldsOf(written[key]));
      made[key] = Object.fromEntries(entries.map(([name, one]) => [name, this.cut(one)]));
    }
    for (const key of schemaLists) {
      if (written[key] !== undefined) made[key] = itemsOf(written[key]).map((one) => this.cut(one));
    }
    return made;
  }
}

function plain(written: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(plainKeywords.flatMap((key) => (key in written ? [[key, written[key]]] : [])));
}

/** 3.0 says with a truth value that a limit is exclusive. */
function limits(written: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [limit, exclusive] of [
    ["minimum", "exclusiveMinimum"],
    ["maximum", "exclusiveMaximum"],
  ] as const) {
    if (typeof written[exclusive] === "number") made[exclusive] = written[exclusive];
    if (written[limit] !== undefined) made[written[exclusive] === true ? exclusive : limit] = written[limit];
  }
  return made;
}

/** 3.0 has `nullable` in place of the type null. */
function types({ type, nullable }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (type === undefined) return {};
  return { type: nullable === true ? [type, "null"] : type };
}

/** Takes out what only answers have, which is neither sent nor required. */
function withoutReadOnly(
  written: Readonly<Record<string, unknown>>,
  made: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const isSent = (name: string) => fieldsOf(fieldsOf(written.properties)[name]).readOnly !== true;
  const { properties, required, ...others } = made;
  return {
    ...others,
    ...(properties !== undefined && {
      properties: Object.fromEntries(Object.entries(fieldsOf(properties)).filter(([name]) => isSent(name))),
    }),
    ...(required !== undefined && { required: itemsOf(required).filter((name) => isSent(String(name))) }),
  };
}
