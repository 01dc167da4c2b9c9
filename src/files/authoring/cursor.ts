import type { Path } from "../yaml/problem.ts";
import { readTolerantly } from "../yaml/tolerant-text.ts";

/** The place at which something is being typed. Offsets are those of the text as it is. */
export interface Cursor {
  /** Of the value that is being typed, or of the mapping that is getting a key. */
  readonly path: Path;
  readonly isKey: boolean;
  /** True of a key that may as well be a text: there is no other key in its mapping, and no colon behind it. */
  readonly mayBeValue: boolean;
  /** The keys that its mapping has besides. */
  readonly otherKeys: readonly string[];
  /** The part that is replaced by what is chosen. */
  readonly start: number;
  readonly end: number;
  /** The part of it before the cursor. */
  readonly typed: string;
  readonly isFlow: boolean;
  /** The document's, as far as it can be read; what is being typed may be in it with a mark. */
  readonly value: unknown;
}

/** Stands where the cursor is, so that something is there even where nothing was typed yet. No text of ours has it. */
export const MARK = "\uE000";

/** Finds what is being typed at an offset of a text; undefined in comments, texts of several lines, and where it can't be told. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const line = lineAt(text, offset);
  if (NOTHING_FITS.test(text.slice(line.start, offset))) return undefined;
  const colonAt = colonPlace(text, offset, line);
  for (const { value, scalars } of readTolerantly(marked(text, offset, colonAt))) {
    const place = scalars.find(({ start, end }) => start <= offset && offset < end);
    if (place === undefined) continue;
    const { path, isKey, keys, start, isFlow, style } = place;
    // The mark is one character longer than nothing, and a quote that isn't closed yet ends with its line.
    const end = style === "quoted" ? Math.min(place.end - MARK.length, line.end) : place.end - MARK.length;
    if (style === "block" || start < line.start || end > line.end) return undefined;
    const otherKeys = keys.filter((key) => !key.includes(MARK));
    const mayBeValue = isKey && otherKeys.length === 0 && colonAt !== undefined;
    const typed = text.slice(start, offset);
    return { path: isKey ? path.slice(0, -1) : path, isKey, mayBeValue, otherKeys, start, end, typed, isFlow, value };
  }
  return undefined;
}

/** Within a comment, and right behind a dash or a colon, which a space comes after. */
const NOTHING_FITS = /(^|\s)#|^\s*(-\s+)*-$|:$/;

interface Line {
  readonly start: number;
  /** Without its line end. */
  readonly end: number;
}

function lineAt(text: string, offset: number): Line {
  const start = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  const length = text.slice(offset).search(/[\r\n]/);
  return { start, end: length < 0 ? text.length : offset + length };
}

/** The beginning of what has no words of its own to be a key: brackets, quotes, anchors, tags, texts of several lines. */
const NO_KEY = /^["'[\]{},&*!|>%@`]/;

/**
 * The offset at which a colon makes a key of a line that has none: so a parser takes what stands in it for a line of its own, and not
 * for the beginning of the next one. Undefined where the line has a colon, or is none for a key.
 */
function colonPlace(text: string, offset: number, { start, end }: Line): number | undefined {
  const whole = text.slice(start, end);
  const comment = whole.search(/(^|\s)#/);
  const content = (comment < 0 ? whole : whole.slice(0, comment)).trimEnd();
  const words = content.replace(/^\s*(-\s+)*-?\s*/, "");
  if (NO_KEY.test(words) || /:(\s|$)/.test(words)) return undefined;
  return Math.max(offset, start + content.length);
}

function marked(text: string, offset: number, colonAt: number | undefined): string {
  const before = text.slice(0, offset) + MARK;
  return colonAt === undefined
    ? before + text.slice(offset)
    : `${before}${text.slice(offset, colonAt)}:${text.slice(colonAt)}`;
}
