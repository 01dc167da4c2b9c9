import { type Document, isMap, isScalar, isSeq, type Pair, parseAllDocuments, type Scalar } from "yaml";
import type { Path } from "./problem.ts";

/** A scalar of a text, and where it stands. Offsets are those of the text, without its quotes. */
export interface ScalarPlace {
  /** Of the value; of a key, that of what it is the key of. */
  readonly path: Path;
  readonly isKey: boolean;
  readonly start: number;
  readonly end: number;
  readonly style: "plain" | "quoted" | "block";
  /** True inside of brackets. */
  readonly isFlow: boolean;
  /** All keys of the mapping that a key is in, itself too; none of a value. */
  readonly keys: readonly string[];
}

/** One document of a text. */
export interface TolerantDocument {
  /** As far as it can be read; undefined where an alias stands for nothing. */
  readonly value: unknown;
  /** In the order of the text. */
  readonly scalars: readonly ScalarPlace[];
}

/**
 * Reads a YAML text as far as it can be read, however broken: for editors, in which it is being typed. What is wrong with it is
 * for {@link parseDocument} to say. Never throws for what is in the text.
 */
export function readTolerantly(text: string): readonly TolerantDocument[] {
  try {
    const options = { uniqueKeys: false, strict: false, prettyErrors: false, logLevel: "silent" } as const;
    return [...parseAllDocuments(onePartLineEnds(text), options)].map((document) => ({
      value: plainValue(document),
      scalars: [...scalarsIn(document.contents, { text, path: [], isFlow: false })],
    }));
  } catch (error) {
    // Brackets in each other by the thousand, which the library reads by recursion. No file of ours has such.
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** The scalar that an offset is in, or at the end of, and its document. */
export function scalarAt(documents: readonly TolerantDocument[], offset: number) {
  for (const { value, scalars } of documents) {
    const place = scalars.find(({ start, end }) => start < end && start <= offset && offset <= end);
    if (place !== undefined) return { place, value };
  }
  return undefined;
}

/** The text with each line end as one line feed at its end, every offset being the same. */
function onePartLineEnds(text: string): string {
  return text.replace(/\r\n?/g, (lineEnd) => (lineEnd.length === 2 ? " \n" : "\n"));
}

/** More aliases than this stand for the same thing in no file that a person writes. */
const MOST_ALIASES = 100;

function plainValue(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

interface Around {
  readonly text: string;
  readonly path: Path;
  readonly isFlow: boolean;
}

function* scalarsIn(node: unknown, around: Around): Generator<ScalarPlace> {
  if (isScalar(node)) yield* placeOf(node, around);
  if (isMap(node)) yield* scalarsOfPairs(node.items, { ...around, isFlow: node.flow === true });
  if (!isSeq(node)) return;
  for (const [index, item] of node.items.entries()) {
    yield* scalarsIn(item, { ...around, isFlow: node.flow === true, path: [...around.path, index] });
  }
}

function* scalarsOfPairs(pairs: readonly Pair[], around: Around): Generator<ScalarPlace> {
  const keys = pairs.map(({ key }) => (isScalar(key) ? String(key.value) : ""));
  for (const [at, { key, value }] of pairs.entries()) {
    const inside = { ...around, path: [...around.path, keys[at] ?? ""] };
    if (isScalar(key)) yield* placeOf(key, inside, keys);
    yield* scalarsIn(value, inside);
  }
}

function* placeOf({ range, type }: Scalar, { text, path, isFlow }: Around, keys?: readonly string[]) {
  if (!range) return;
  const [from, to] = range;
  const isQuoted = type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE";
  // One that is being typed has no second quote.
  const isClosed = isQuoted && to > from + 1 && text[to - 1] === text[from];
  const style = isQuoted ? "quoted" : type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED" ? "block" : "plain";
  yield {
    path,
    isKey: keys !== undefined,
    start: isQuoted ? from + 1 : from,
    end: isClosed ? to - 1 : to,
    style,
    isFlow,
    keys: keys ?? [],
  } satisfies ScalarPlace;
}
