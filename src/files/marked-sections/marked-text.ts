import { createHash } from "node:crypto";
import { type Problem, type Source, show } from "../yaml/problem.ts";
import { MarkedTextError } from "./marked-text-error.ts";

/** A stretch of a text that is written by a program, and may be edited by people: what stands between its two markers. */
export interface Section {
  readonly name: string;
  /** {@link digestOf} what was generated last, as its first marker has it; undefined where a person wrote the marker without one. */
  readonly digest: string | undefined;
  /** Without their ends. */
  readonly lines: readonly string[];
  /** Index of the line of its first marker, and of its last. */
  readonly from: number;
  readonly to: number;
}

/** A text with the sections that it has, in its own order. */
export interface MarkedText {
  /** With their ends: joined they are the text, byte for byte. */
  readonly rawLines: readonly string[];
  readonly sections: readonly Section[];
}

/** From its first column on: what is indented, as code that shows a marker, is none. */
const MARKER = /^<!-- brownout:(begin|end) ([a-z][a-z-]*)(?: ([0-9a-f]{12}))? -->\s*$/;

interface Marker {
  readonly isBegin: boolean;
  readonly name: string;
  readonly digest: string | undefined;
  readonly index: number;
}

/**
 * Finds the sections of a text.
 * @throws MarkedTextError with every marker that lacks its other one, is within another section, or there a second time
 */
export function parseMarkedText(source: Source): MarkedText {
  const rawLines = source.text.split(/(?<=\n)/);
  const sections: Section[] = [];
  const problems: Problem[] = [];
  const report = ({ index }: Marker, message: string) =>
    problems.push({ file: source.path, line: index + 1, column: 1, path: "", message });
  let open: Marker | undefined;
  for (const marker of rawLines.flatMap(markerIn)) {
    if (!marker.isBegin && open?.name === marker.name) {
      const lines = rawLines.slice(open.index + 1, marker.index).map(withoutEnd);
      sections.push({ name: open.name, digest: open.digest, lines, from: open.index, to: marker.index });
      open = undefined;
    } else if (!marker.isBegin) report(marker, `the section ${show(marker.name)} ends here, and doesn't begin before`);
    else {
      if (open !== undefined) report(open, `the section ${show(open.name)} begins here, and doesn't end`);
      if (sections.some(({ name }) => name === marker.name))
        report(marker, `there are two sections ${show(marker.name)}`);
      open = marker;
    }
  }
  if (open !== undefined) report(open, `the section ${show(open.name)} begins here, and doesn't end`);
  if (problems.length > 0) throw new MarkedTextError(problems);
  return { rawLines, sections };
}

function markerIn(rawLine: string, index: number): Marker[] {
  const [found, kind, name = "", digest] = MARKER.exec(rawLine) ?? [];
  return found === undefined ? [] : [{ isBegin: kind === "begin", name, digest, index }];
}

function withoutEnd(rawLine: string): string {
  return rawLine.replace(/\r?\n$/, "");
}

/** The first marker of a section, of which that was generated last. */
export function beginMarker(name: string, generated: readonly string[]): string {
  return `<!-- brownout:begin ${name} ${digestOf(generated)} -->`;
}

export function endMarker(name: string): string {
  return `<!-- brownout:end ${name} -->`;
}

/** Tells lines from others, in 12 hexadecimal digits. */
export function digestOf(lines: readonly string[]): string {
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 12);
}
