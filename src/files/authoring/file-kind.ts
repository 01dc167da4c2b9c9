import { basename } from "node:path";
import { type Fields, fieldsOf } from "../yaml/fields.ts";
import type { Path } from "../yaml/problem.ts";
import type { JsonSchema } from "./schema-at.ts";

/**
 * Something that a schema doesn't know, and that stands at some place of a file:
 * - `target`: an edge or a service, by the type of the fault
 * - `criterion`: over which of the names' signals
 * - `request`: a method, a service and a path
 * - `file`: from the file's own folder
 * - `stage`: of an incident
 */
export type Wanted =
  | "edge"
  | "service"
  | "edge or service"
  | "load or service"
  | "target"
  | "criterion"
  | "expectation"
  | "request"
  | "variant"
  | "stage"
  | "file";

/** A kind of file that people write, as editors are told of it. */
export interface FileKind {
  readonly name: "experiment" | "gameday" | "graph" | "incident";
  /** Pattern of its path, with `/` between folders, by which a file is one that is empty, or begins like one. */
  readonly path: RegExp;
  /** Tells by the keys at its root. */
  isMeant(root: Fields): boolean;
  schema(): JsonSchema;
  /** By place: `faults.*.on`, where `*` is any key or index. */
  readonly values: Readonly<Record<string, Wanted>>;
  /** Keys of the mapping at a place. */
  readonly keys: Readonly<Record<string, Wanted>>;
}

/** The schema that a function makes, which it makes once, when it is asked for. */
export function madeOnce(make: () => object): () => JsonSchema {
  let schema: JsonSchema | undefined;
  return () => {
    schema ??= make() as JsonSchema;
    return schema;
  };
}

const SCHEMA_COMMENT = /^#\s*yaml-language-server:\s*\$schema=(\S+)/m;
/** The comment is at a file's head. */
const HEAD_LENGTH = 2000;

/**
 * Finds what kind of file a text is: by the schema that it names, by its keys, by its path. Undefined for what is none of ours.
 * @param path with `/` between folders
 * @param value the text's, as far as it can be read
 */
export function kindOf<Kind extends FileKind>(
  kinds: readonly Kind[],
  path: string,
  text: string,
  value: unknown,
): Kind | undefined {
  const [, schema] = SCHEMA_COMMENT.exec(text.slice(0, HEAD_LENGTH)) ?? [];
  if (schema !== undefined) return kinds.find(({ name }) => basename(schema) === `${name}.schema.json`);
  const root = fieldsOf(value);
  // Objects of Kubernetes are in folders with experiments, too.
  if (root.apiVersion !== undefined) return undefined;
  const meant = kinds.find((kind) => kind.isMeant(root));
  if (meant !== undefined) return meant;
  return kinds.find((kind) => kind.path.test(path) && beginsLike(kind, root));
}

/** An empty file may become any; a key that is known is one of its kind. */
function beginsLike(kind: FileKind, root: Fields): boolean {
  const keys = Object.keys(root);
  const known = Object.keys(kind.schema().properties ?? {});
  return keys.length === 0 || keys.some((key) => known.includes(key));
}

/** The thing that is wanted at a path, by the first pattern that it fits. */
export function wantedAt(places: Readonly<Record<string, Wanted>>, path: Path): Wanted | undefined {
  return Object.entries(places).find(([pattern]) => fits(pattern.split("."), path))?.[1];
}

function fits(pattern: readonly string[], path: Path): boolean {
  return pattern.length === path.length && pattern.every((step, at) => step === "*" || step === String(path[at]));
}
