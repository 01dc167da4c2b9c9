import type { FaultKind } from "../experiment/fault-kind.ts";
import { fieldsOf, itemsOf } from "../yaml/fields.ts";
import type { Path } from "../yaml/problem.ts";
import { criterionOffers } from "./criterion-offers.ts";
import { type Cursor, cursorAt } from "./cursor.ts";
import { type FileKind, type Wanted, wantedAt } from "./file-kind.ts";
import { describe } from "./meaning.ts";
import { type Names, stageNames } from "./names.ts";
import type { Offer, OfferKind } from "./offer.ts";
import { type JsonSchema, keysIn, schemasAt, typesOf } from "./schema-at.ts";

/** Knowledge of things beside the text. */
export interface World {
  readonly faultKinds: readonly FaultKind[];
  /** The names that a document may speak of; `value` is its own, as far as it can be read. */
  names(value: unknown): Names;
  /** The files and folders that a path may be continued by, as it would be written; folders end with `/`. */
  filesAt(path: string): readonly string[];
}

/** Lists what may stand at an offset of a text, however much of it is there yet. */
export function offersAt(text: string, offset: number, kind: FileKind, world: World): readonly Offer[] {
  const cursor = cursorAt(text, offset);
  if (cursor === undefined) return [];
  if (!cursor.isKey) return valueOffers(text, cursor, kind, world);
  const values = cursor.mayBeValue ? valueOffers(text, cursor, kind, world) : [];
  return [...keyOffers(text, cursor, kind), ...nameKeyOffers(cursor, kind, world), ...values];
}

function keyOffers(text: string, cursor: Cursor, kind: FileKind): readonly Offer[] {
  const { path, value, otherKeys } = cursor;
  const schemas = schemasAt(kind.schema(), path, value);
  const needed = new Set(schemas.flatMap(({ required = [] }) => required));
  const missing = [...keysIn(schemas)].filter(([key]) => !otherKeys.includes(key));
  return missing.map(([key, said]) => ({
    ...replacing(cursor, "key", key),
    text: `${key}${colonFor(text, cursor, said)}`,
    meaning: describe(said),
    ...(needed.has(key) && { isNeeded: true as const }),
  }));
}

/** The text behind a key: on the next line, where its value can only be keys or a list. */
function colonFor(text: string, { start, end, isFlow }: Cursor, schemas: readonly JsonSchema[]): string {
  if (/^[ \t]*:/.test(text.slice(end))) return "";
  const types = typesOf(schemas);
  if (isFlow || types.length === 0 || types.some((type) => type !== "object" && type !== "array")) return ": ";
  const column = start - (Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1)) + 1);
  return `:\n${" ".repeat(column + 2)}${types.includes("array") ? "- " : ""}`;
}

/** Keys that are names. */
function nameKeyOffers(cursor: Cursor, kind: FileKind, world: World): readonly Offer[] {
  const wanted = wantedAt(kind.keys, cursor.path);
  const names = wanted === undefined ? [] : namesFor(wanted, cursor, world);
  return names
    .filter((name) => !cursor.otherKeys.includes(name))
    .map((name) => ({ ...replacing(cursor, "name", name), text: `${name}: ` }));
}

function valueOffers(text: string, cursor: Cursor, kind: FileKind, world: World): readonly Offer[] {
  const wanted = wantedAt(kind.values, cursor.path);
  if (wanted === "criterion" || wanted === "expectation") {
    const { start, end, typed } = cursor;
    const written = { text: text.slice(start, end), at: typed.length, start, isExpectation: wanted === "expectation" };
    return criterionOffers(written, world.names(cursor.value));
  }
  if (wanted === "file") return world.filesAt(cursor.typed).map((path) => replacing(cursor, "file", path));
  const names = wanted === undefined ? [] : namesFor(wanted, cursor, world);
  if (names.length > 0) return names.map((name) => replacing(cursor, "name", name));
  return schemaOffers(cursor, schemasAt(kind.schema(), cursor.path, cursor.value));
}

function namesFor(wanted: Wanted, { path, value }: Cursor, { names: namesOf, faultKinds }: World): readonly string[] {
  const names = namesOf(value);
  switch (wanted) {
    case "edge":
      return names.edges;
    case "service":
      return names.services;
    case "edge or service":
      return [...names.edges, ...names.services];
    case "load or service":
      return [...names.loads.map(({ name }) => name), ...names.services];
    case "target":
      return targetsOf(faultAt(value, path)?.type, names, faultKinds);
    case "request":
      return names.requests;
    case "variant":
      return names.variants;
    case "stage":
      return stageNames(value);
    default:
      return [];
  }
}

function faultAt(value: unknown, [, index]: Path) {
  return fieldsOf(itemsOf(fieldsOf(value).faults)[Number(index)]);
}

/** The targets that a type of fault may have; all of them where the type isn't known. */
function targetsOf(type: unknown, { edges, services }: Names, kinds: readonly FaultKind[]): readonly string[] {
  const targets = kinds.find((kind) => kind.type === type)?.targets ?? "either";
  return [...(targets === "service" ? [] : edges), ...(targets === "edge" ? [] : services)];
}

/** Words that a schema has for its value, or else examples of it. */
function schemaOffers(cursor: Cursor, schemas: readonly JsonSchema[]): readonly Offer[] {
  const words = new Map<string, string | undefined>();
  for (const { enum: known = [], enumDescriptions, const: only, type, description } of schemas) {
    for (const [at, word] of known.entries()) words.set(String(word), itemsOf(enumDescriptions)[at] as string);
    if (typeof only === "string" && !words.has(only)) words.set(only, description);
    if (type === "boolean") for (const word of ["true", "false"]) words.set(word, description);
  }
  const offered = [...words].map(([word, meaning]) => ({
    ...replacing(cursor, "word", word),
    ...(meaning !== undefined && { meaning }),
  }));
  const examples = schemas.flatMap((schema) => schema.examples ?? []).filter(isScalar);
  const others = [...new Set(examples.map(String))].filter((example) => !words.has(example));
  return [...offered, ...others.map((example) => replacing(cursor, "example", example))];
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function replacing({ start, end }: Cursor, kind: OfferKind, label: string): Offer {
  return { label, text: label, start, end, kind };
}
