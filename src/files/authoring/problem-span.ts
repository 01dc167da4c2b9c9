import type { ProblemParts } from "../yaml/problem.ts";
import { scalarAt, type TolerantDocument } from "../yaml/tolerant-text.ts";

/** A part of a text, by offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The part of a text that a problem at an offset is about: to the end of the scalar there, or else of the line. */
export function problemSpan(text: string, documents: readonly TolerantDocument[], offset: number): Span {
  const place = placeAt(documents, offset);
  const rest = text.slice(offset);
  const lineEnd = offset + (/[\r\n]/.exec(rest)?.index ?? rest.length);
  // Where a problem is at the first quote, it is up to the second.
  const placeEnd = place === undefined ? lineEnd : place.end + (offset < place.start ? 1 : 0);
  return { start: offset, end: Math.max(offset, Math.min(placeEnd, lineEnd)) };
}

/**
 * The text that a problem's suggestion comes in place of: the word that is wrong, or the whole scalar. Undefined where there is no
 * suggestion, or that text isn't there as it is meant: it may come from a variable.
 */
export function suggestionSpan(
  text: string,
  documents: readonly TolerantDocument[],
  offset: number,
  { suggestion, mistaken }: ProblemParts,
): Span | undefined {
  const place = suggestion === undefined ? undefined : placeAt(documents, offset);
  if (place === undefined || place.style === "block") return undefined;
  const { start, end } = place;
  if (mistaken === undefined) return { start, end };
  const from = Math.max(start, Math.min(offset, end));
  const at = wordIndex(text.slice(from, end), mistaken);
  return at === undefined ? undefined : { start: from + at, end: from + at + mistaken.length };
}

/** A quoted scalar's problem is where its quote is. */
function placeAt(documents: readonly TolerantDocument[], offset: number) {
  return (scalarAt(documents, offset) ?? scalarAt(documents, offset + 1))?.place;
}

function wordIndex(text: string, word: string): number | undefined {
  const isWhole = (at: number) => !/[\w-]/.test(`${text[at - 1] ?? ""}${text[at + word.length] ?? ""}`);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) if (isWhole(at)) return at;
  return undefined;
}
