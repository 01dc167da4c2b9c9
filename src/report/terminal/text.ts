import { stripVTControlCharacters } from "node:util";
import stringWidth from "string-width";

/** The meaning of a stretch of text; colours are chosen in one place, print.ts. */
export type Style = "plain" | "strong" | "faint" | "accent" | "good" | "warn" | "bad" | "alarm" | "caution" | "success";

export interface Span {
  readonly text: string;
  readonly style: Style;
}

/** One line on a terminal: what it says and means, before any colour. */
export type Line = readonly Span[];

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Characters that move the cursor or turn the direction of writing: they have no place within a line. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/** Text from a file, a server or an error may hold anything; a terminal must not obey it. */
export function span(style: Style, text: string): Span {
  return { style, text: stripVTControlCharacters(text).replace(UNPRINTABLE, " ") };
}

/** A line in a single style. */
export function line(style: Style, text: string): Line {
  return [span(style, text)];
}

/** Columns that the text takes on a terminal. */
export function textWidth(text: string): number {
  return stringWidth(text);
}

export function lineWidth(spans: Line): number {
  return spans.reduce((width, { text }) => width + textWidth(text), 0);
}

/** The line itself where it fits into the columns, otherwise cut, with `…` at its end. */
export function cutLine(spans: Line, columns: number): Line {
  if (lineWidth(spans) <= columns) return spans;
  const kept: Span[] = [];
  let left = columns - 1;
  for (const { style, text } of spans) {
    const head = takeColumns(text, left);
    left -= textWidth(head);
    kept.push({ style, text: head });
    if (head !== text) {
      if (columns > 0) kept.push({ style, text: "…" });
      break;
    }
  }
  return kept;
}

/** The line with spaces up to the columns, cut when it is longer. */
export function padLine(spans: Line, columns: number, align: "left" | "right" = "left"): Line {
  const cut = cutLine(spans, columns);
  const space: Span = { style: "plain", text: " ".repeat(Math.max(0, columns - lineWidth(cut))) };
  return align === "left" ? [...cut, space] : [space, ...cut];
}

/** One line, its second part at the right edge; the first is cut where both don't fit. */
export function bothEnds(left: Line, right: Line, columns: number): Line {
  const room = columns - lineWidth(right);
  if (room < 2) return cutLine(left, columns);
  return [...padLine(left, room - 1), { style: "plain", text: " " }, ...right];
}

/** Words put between spans, or nothing where there is nothing to say. */
export function joinLines(lines: readonly Line[], between: string): Line {
  return lines.flatMap((spans, at) => (at === 0 ? spans : [span("faint", between), ...spans]));
}

/** A space that a line may break at: none before a unit, which would part it from its number. */
const BREAKABLE = / +(?!(?:%|ms|s|min)(?:[,;.) ]|$))/;

/** Breaks text between words, and words that are longer than a line anywhere. `lead` stands before the first line. */
export function wrapText(text: string, columns: number, options: { style?: Style; lead?: Line } = {}): Line[] {
  const lead = options.lead ?? [];
  const indent = lineWidth(lead);
  const style = options.style ?? "plain";
  const rows = wrapWords(span(style, text).text, Math.max(1, columns - indent));
  return rows.map((row, at) => [
    ...(at === 0 ? lead : [{ style: "plain" as const, text: " ".repeat(indent) }]),
    { style, text: row },
  ]);
}

function wrapWords(text: string, columns: number): string[] {
  const rows: string[] = [];
  let row = "";
  for (const word of text.split(BREAKABLE).filter((part) => part !== "")) {
    if (row !== "" && textWidth(row) + 1 + textWidth(word) <= columns) row += ` ${word}`;
    else {
      if (row !== "") rows.push(row);
      row = word;
    }
    while (textWidth(row) > columns) {
      const head = takeColumns(row, columns) || row.slice(0, 1);
      rows.push(head);
      row = row.slice(head.length);
    }
  }
  return [...rows, row];
}

function takeColumns(text: string, columns: number): string {
  let width = 0;
  let taken = "";
  for (const { segment } of graphemes.segment(text)) {
    width += textWidth(segment);
    if (width > columns) break;
    taken += segment;
  }
  return taken;
}
