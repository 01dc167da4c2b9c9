import type { z } from "zod";
import { fieldsOf } from "../yaml/fields.ts";
import type { Path } from "../yaml/problem.ts";
import { MARK } from "./cursor.ts";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * Every schema that may say something of the value at a path, the alternatives of it too. Of those that `type`, or another word of
 * a document, chooses between, the ones that it chooses.
 * @param value the document's, as far as it can be read
 */
export function schemasAt(root: JsonSchema, path: Path, value: unknown): readonly JsonSchema[] {
  let schemas = alternativesOf(root, value);
  let inner = value;
  for (const step of path) {
    inner = valueAt(inner, step);
    schemas = schemas.flatMap((schema) => partAt(schema, step)).flatMap((schema) => alternativesOf(schema, inner));
  }
  return schemas;
}

/** The keys that a mapping of these schemas may have, each with all that is said of it. */
export function keysIn(schemas: readonly JsonSchema[]): ReadonlyMap<string, readonly JsonSchema[]> {
  const keys = new Map<string, readonly JsonSchema[]>();
  for (const { properties = {} } of schemas) {
    for (const [key, schema] of Object.entries(properties)) {
      if (typeof schema === "object") keys.set(key, [...(keys.get(key) ?? []), schema]);
    }
  }
  return keys;
}

/** The types of a value of these schemas, alternatives too. */
export function typesOf(schemas: readonly JsonSchema[]): readonly string[] {
  const all = schemas.flatMap((schema) => alternativesOf(schema, undefined));
  return [...new Set(all.flatMap(({ type }) => type ?? []))];
}

function valueAt(value: unknown, step: PropertyKey): unknown {
  return Array.isArray(value) ? value[Number(step)] : fieldsOf(value)[String(step)];
}

function partAt({ properties = {}, additionalProperties, items }: JsonSchema, step: PropertyKey): JsonSchema[] {
  const part = typeof step === "number" ? items : (properties[String(step)] ?? additionalProperties);
  return typeof part === "object" && !Array.isArray(part) ? [part as JsonSchema] : [];
}

/** The schema and what it is made of, as far as that goes with the value. */
function alternativesOf(schema: JsonSchema, value: unknown): readonly JsonSchema[] {
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])] as JsonSchema[];
  const condition = schema.if as JsonSchema | undefined;
  const chosen = condition === undefined ? [] : branchesOf(schema, condition, value);
  const fitting = parts.filter((part) => !isAgainst(part, value));
  return [schema, ...[...fitting, ...chosen].flatMap((part) => alternativesOf(part, value))];
}

/** Both branches where the condition is one of the type: what is being typed has none yet. */
function branchesOf({ then, else: otherwise }: JsonSchema, condition: JsonSchema, value: unknown): JsonSchema[] {
  const words = wordsOf(condition);
  const holds = words.every(([key, word]) => fieldsOf(value)[key] === word);
  const branches = [holds ? then : undefined, words.length === 0 || !holds ? otherwise : undefined];
  return branches.filter((branch) => typeof branch === "object") as JsonSchema[];
}

/** Tells whether the value has a word where the schema has another one; one that is being typed may become any. */
function isAgainst(schema: JsonSchema, value: unknown): boolean {
  return wordsOf(schema).some(([key, word]) => {
    const found = fieldsOf(value)[key];
    return found !== undefined && found !== word && !String(found).includes(MARK);
  });
}

/** The keys that have one word, and that. */
function wordsOf({ properties = {} }: JsonSchema): readonly (readonly [key: string, word: unknown])[] {
  return Object.entries(properties).flatMap(([key, schema]) =>
    typeof schema === "object" && schema.const !== undefined ? [[key, schema.const] as const] : [],
  );
}
