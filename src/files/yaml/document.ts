import { YAMLException } from "js-yaml";
import { composeDocument, type Expand, type FoundProblem, Unreadable } from "./compose.ts";
import { concealedParts } from "./concealed-parts.ts";
import { indentationHelp } from "./indentation-help.ts";
import type { ConcealedValue, YamlNode } from "./node.ts";
import { formatPath, type Path, type Position, type Problem, type ProblemParts, type Source } from "./problem.ts";

/** More than any file that a person writes by hand. */
export const maxTextLength = 256 * 1024;

/**
 * A YAML text as plain values, with the way back from each to its line and column.
 *
 * Only what has a use in configuration is taken: one document, text keys, the scalars of YAML's core schema,
 * anchors and aliases. Tags, merge keys, control characters and keys that every object has are problems.
 */
export interface YamlDocument {
  /** null, boolean, number, string, array or object; undefined when the text can't be read at all. */
  readonly value: unknown;
  /** Problems with the text as YAML. Where `value` is defined, those places were passed over. */
  readonly problems: readonly Problem[];
  /** A problem of the value at `path`, or where that isn't there, of what it should be in. */
  problemAt(path: Path, parts: ProblemParts): Problem;
  /** A problem of the key that `path` ends with. */
  problemAtKey(path: Path, parts: ProblemParts): Problem;
  /** The value at `path` as it may be shown; undefined where all of it may be. */
  shownAt(path: Path): unknown;
  /** Every scalar of which something must not be shown. */
  readonly concealed: readonly ConcealedScalar[];
  /** A problem at an offset inside the text of the value at `path`. */
  problemInside(path: Path, offset: number, parts: ProblemParts): Problem;
}

/** The place of a scalar that must not be shown. */
export interface ConcealedScalar {
  readonly path: Path;
  /** With all its variables replaced. */
  readonly text: string;
  readonly values: readonly ConcealedValue[];
}

/**
 * Reads a YAML text of at most {@link maxTextLength} characters. Never throws for what is in it; time and
 * memory are bounded whatever it is.
 * @param expand replaces variables in scalars; they can't change the document's structure.
 */
export function parseDocument(source: Source, expand: Expand = (text) => ({ text, failures: [] })): YamlDocument {
  const text = source.text.startsWith("\uFEFF") ? source.text.slice(1) : source.text;
  const found: FoundProblem[] = [];
  const root = text.length > maxTextLength ? tooLong(found) : compose(text, expand, found);
  const lines = lineStarts(text.slice(0, maxTextLength));
  const concealed = root === undefined ? [] : [...concealedScalars(root, [])];
  const all = concealed.flatMap(({ values }) => values);
  const problem = (path: Path, offset: number, parts: ProblemParts): Problem => ({
    file: source.path,
    path: formatPath(path),
    ...(source.hasLines === false ? {} : positionOf(lines, offset)),
    ...concealedParts(parts, find(root, path).node, all),
  });
  return {
    value: root?.value,
    problems: found.map(({ offset, path, parts }) => problem(path, offset, parts)),
    shownAt: (path) => find(root, path).node?.shown,
    concealed,
    problemAt: (path, parts) => problem(path, find(root, path).offset, parts),
    problemAtKey: (path, parts) => problem(path, find(root, path).keyOffset, parts),
    problemInside: (path, offset, parts) => {
      const place = find(root, path);
      const start = place.node?.verbatimAt;
      return problem(path, start === undefined ? place.offset : start + offset, parts);
    },
  };
}

function tooLong(found: FoundProblem[]): undefined {
  const message = `the text is longer than ${maxTextLength} characters`;
  found.push({ offset: 0, path: [], parts: { message } });
}

function compose(text: string, expand: Expand, found: FoundProblem[]): YamlNode | undefined {
  try {
    return composeDocument(text, expand, found);
  } catch (error) {
    if (error instanceof Unreadable) {
      found.push({ offset: error.offset, path: [], parts: { message: error.message } });
    } else if (error instanceof YAMLException) {
      const offset = error.mark?.position ?? 0;
      found.push({ offset, path: [], parts: { message: `not YAML: ${syntaxReason(text, offset, error.reason)}` } });
    } else {
      throw error;
    }
    return undefined;
  }
}

/** js-yaml says where the structure breaks, and not over what. */
function syntaxReason(text: string, offset: number, reason: string): string {
  const help = indentationHelp(text, offset, reason);
  return help === undefined ? reason : `${reason}; ${help}`;
}

function* concealedScalars(node: YamlNode, path: Path): Generator<ConcealedScalar> {
  if (node.shown === undefined) return;
  if (node.concealed !== undefined) yield { path, text: String(node.value), values: node.concealed };
  for (const [index, item] of (node.items ?? []).entries()) yield* concealedScalars(item, [...path, index]);
  for (const [key, entry] of node.entries ?? []) yield* concealedScalars(entry.node, [...path, key]);
}

interface FoundNode {
  readonly offset: number;
  readonly keyOffset: number;
  /** undefined when the path leads further than the document. */
  readonly node: YamlNode | undefined;
}

/** Follows the path as far as it goes. */
function find(root: YamlNode | undefined, path: Path): FoundNode {
  let place: FoundNode = { offset: root?.offset ?? 0, keyOffset: root?.offset ?? 0, node: root };
  for (const step of path) {
    const entry = place.node?.entries?.get(String(step));
    const node = entry?.node ?? (typeof step === "number" ? place.node?.items?.[step] : undefined);
    // The key of the nearest mapping names the place better than the first key inside of it.
    if (node === undefined) return { offset: place.keyOffset, keyOffset: place.keyOffset, node: undefined };
    place = { offset: node.offset, keyOffset: entry?.keyOffset ?? node.offset, node };
  }
  return place;
}

/** The offsets at which lines begin. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const { index, 0: lineBreak } of text.matchAll(/\r\n?|\n/g)) starts.push(index + lineBreak.length);
  return starts;
}

function positionOf(lines: readonly number[], offset: number): Position {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lines[low] ?? 0) + 1 };
}
