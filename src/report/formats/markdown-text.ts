import { span } from "../terminal/text.ts";

/** The longest text that is shown whole: names and errors of others' programs have no end of their own. */
const LONGEST = 500;

/** A space of no width: an @ or # before it names nobody, and no issue. */
const NOTHING = "&#8203;";

/** Signs that mean something in Markdown or HTML, wherever they stand. */
const SIGNS = /[\\`*_{}[\]<|~&!$^@#]/g;

/**
 * Text that may be anything, as plain words of one line in Markdown: no markup, HTML, table cell, link, mention of a person or
 * of an issue comes of it.
 */
export function plainText(text: string): string {
  return escaped(oneLine(text));
}

/** The same of all of a text that a person wrote, however long it is, its lines below each other. */
export function wholeText(text: string): string {
  return text
    .split("\n")
    .map((line) => escaped(span("plain", line).text.trim().toWellFormed()))
    .filter((line) => line !== "")
    .join("<br>");
}

function escaped(line: string): string {
  return line
    .replace(SIGNS, (sign) => (sign === "@" || sign === "#" ? reference(sign) + NOTHING : reference(sign)))
    .replace(/^[-+=>]/, reference)
    .replace(/^(\d+)(?=[.)])/, `$1${NOTHING}`)
    .replace(/:(?=\/\/)/g, reference)
    .replace(/(?<=\bwww)\./gi, reference);
}

/** Text that may be anything as code within a line, also in a table's cell. */
export function code(text: string): string {
  const line = oneLine(text).replaceAll("|", "\u00a6");
  const fence = "`".repeat(longestRun(line) + 1);
  // Spaces that part it from the fence are taken off again.
  return line === "" ? "" : `${fence} ${line} ${fence}`;
}

/** Lines that may be anything as a block of code. */
export function codeBlock(lines: readonly string[]): string {
  const text = lines.map((line) => span("plain", line).text).join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}\n${text}\n${fence}`;
}

/** A table; its cells are Markdown of one line already. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(headings), line(headings.map(() => "---")), ...rows.map(line)].join("\n");
}

function oneLine(text: string): string {
  const line = span("plain", text).text.trim();
  return (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line).toWellFormed();
}

function reference(sign: string): string {
  return `&#${sign.charCodeAt(0)};`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
