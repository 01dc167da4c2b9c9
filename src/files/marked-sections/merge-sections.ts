import { type Problem, show } from "../yaml/problem.ts";
import { beginMarker, digestOf, type MarkedText, type Section } from "./marked-text.ts";
import { MarkedTextError } from "./marked-text-error.ts";
import { type MergedLines, mergeLines } from "./merge-lines.ts";

/** A section as a program would have it. */
export interface GeneratedSection {
  readonly name: string;
  readonly lines: readonly string[];
}

/** A section in which a person and the program changed the same lines; both are in the text, for the person to decide. */
export interface Conflict {
  readonly section: string;
  /** The line of the text, from 1, at which it begins. */
  readonly line: number;
  /** True where it isn't known what was generated last, so that whatever differs is in it. */
  readonly isWithoutBase: boolean;
}

export interface MergedText {
  readonly text: string;
  readonly conflicts: readonly Conflict[];
  /** Names of the sections that the text doesn't have; a person took their markers away. */
  readonly missing: readonly string[];
  /** Names of the sections that aren't generated, and were left as they are. */
  readonly strangers: readonly string[];
}

/** Lines of a section of which a merge takes no noticeable time, whatever is in them. */
const MOST_LINES = 5000;

/** Of a conflict that somebody has yet to decide, also one of git's. */
const CONFLICT_MARKER = /^(?:<{7}|>{7})(?: |$)/;

/**
 * Puts what was generated now into the sections of a text that people edit. What they changed in them stays; where both changed the
 * same lines, both stand there between conflict markers. Nothing outside of the sections changes.
 * @param path of the text, for messages
 * @param last what was generated last, by section, as far as that is known
 * @throws MarkedTextError where a conflict isn't decided yet, or a section is too long; nothing is merged then
 */
export function mergeSections(
  path: string,
  { rawLines, sections }: MarkedText,
  last: ReadonlyMap<string, readonly string[]>,
  generated: readonly GeneratedSection[],
): MergedText {
  const problems = sections.flatMap((section) => problemsOf(path, section));
  if (problems.length > 0) throw new MarkedTextError(problems);
  const merged = new LinesOut();
  let copied = 0;
  for (const section of sections) {
    const lines = generated.find(({ name }) => name === section.name)?.lines;
    if (lines === undefined) continue;
    merged.copy(rawLines.slice(copied, section.from));
    merged.replace(section, rawLines, lines, baseOf(section, last.get(section.name)));
    copied = section.to;
  }
  merged.copy(rawLines.slice(copied));
  const names = sections.map(({ name }) => name);
  const known = generated.map(({ name }) => name);
  return {
    text: merged.lines.join(""),
    conflicts: merged.conflicts,
    missing: known.filter((name) => !names.includes(name)),
    strangers: names.filter((name) => !known.includes(name)),
  };
}

function problemsOf(path: string, { name, lines, from }: Section): Problem[] {
  const at = (index: number, message: string) => ({ file: path, line: index + 1, column: 1, path: "", message });
  const open = lines.findIndex((line) => CONFLICT_MARKER.test(line));
  const undecided = `the section ${show(name)} has a conflict that isn't decided; keep what is right, and delete its markers`;
  const tooLong = `the section ${show(name)} has more than ${MOST_LINES} lines; move yours out of it`;
  return [
    ...(open === -1 ? [] : [at(from + 1 + open, undecided)]),
    ...(lines.length > MOST_LINES ? [at(from, tooLong)] : []),
  ];
}

/** The lines that a person began to edit; undefined where they aren't known. Others than the marker has the digest of are not they. */
function baseOf({ digest, lines }: Section, last: readonly string[] | undefined): readonly string[] | undefined {
  if (digest === undefined) return lines.every((line) => line.trim() === "") ? lines : undefined;
  if (digestOf(lines) === digest) return lines;
  return last !== undefined && digestOf(last) === digest ? last : undefined;
}

/** The lines of a merged text, and the conflicts in it. */
class LinesOut {
  readonly lines: string[] = [];
  readonly conflicts: Conflict[] = [];

  copy(rawLines: readonly string[]): void {
    for (const line of rawLines) this.lines.push(line);
  }

  /** Writes a section without its last marker. */
  replace(
    { name, lines: mine, from, to }: Section,
    rawLines: readonly string[],
    theirs: readonly string[],
    base: readonly string[] | undefined,
  ): void {
    const begin = rawLines[from] ?? "";
    const lineEnd = /\r?\n$/.exec(begin)?.[0] ?? "\n";
    const marker = beginMarker(name, theirs);
    this.lines.push(begin.startsWith(marker) ? begin : marker + lineEnd);
    const regions = regionsOf(mine, base, theirs);
    // Line ends of a section that stays as it is do so, too.
    if (regions.every(({ kind }) => kind === "agreed") && isSame(regions.flatMap(linesOf), mine)) {
      this.copy(rawLines.slice(from + 1, to));
      return;
    }
    const isWithoutBase = base === undefined;
    for (const region of regions) {
      if (region.kind === "conflict")
        this.conflicts.push({ section: name, line: this.lines.length + 1, isWithoutBase });
      this.copy(linesOf(region).map((line) => line + lineEnd));
    }
  }
}

function linesOf(region: MergedLines): readonly string[] {
  if (region.kind === "agreed") return region.lines;
  return ["<<<<<<< in this file", ...region.mine, "=======", ...region.theirs, ">>>>>>> generated"];
}

function isSame(lines: readonly string[], others: readonly string[]): boolean {
  return lines.length === others.length && lines.every((line, at) => line === others[at]);
}

function regionsOf(
  mine: readonly string[],
  base: readonly string[] | undefined,
  theirs: readonly string[],
): readonly MergedLines[] {
  if (isSame(mine, theirs)) return [{ kind: "agreed", lines: mine }];
  return base === undefined ? [{ kind: "conflict", mine, theirs }] : mergeLines(mine, base, theirs);
}
