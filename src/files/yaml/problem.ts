import type { ErrorCode } from "../../values/error-codes.ts";
import { UsageError } from "../../values/errors.ts";
import { guess } from "./suggestion.ts";

/** Keys and indices from the root of a document: `["faults", 0, "latency"]`. */
export type Path = readonly PropertyKey[];

/** A text and where it came from. */
export interface Source {
  /** As the person wrote it, for messages. */
  readonly path: string;
  readonly text: string;
  /** False where nobody wrote it as a text, as with an object in a program: then no line of it says anything. */
  readonly hasLines?: false;
}

/** Both count from 1; the column counts UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A problem at a place of a file. */
export interface ProblemParts {
  /** The finding and why it is wrong, in one sentence without its full stop. */
  readonly message: string;
  /** The text that was probably meant. */
  readonly suggestion?: string | undefined;
  /** The part of the value that the suggestion is for, as it was found; the whole of it where there is none. */
  readonly mistaken?: string | undefined;
  /** Texts that could be there instead. */
  readonly allowed?: readonly string[] | undefined;
}

/** Without a position where its source has no lines. */
export interface Problem extends ProblemParts, Partial<Position> {
  readonly file: string;
  /** `faults[0].latency`; empty for the whole file. */
  readonly path: string;
}

/** A file that a person wrote is wrong. Holds everything that is wrong with it, in the order of the file. */
export class ProblemsError extends UsageError {
  override readonly code: ErrorCode = "E_FILE";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const inOrder = [...problems].sort(byPosition);
    super({ message: formatProblems(inOrder) });
    this.problems = inOrder;
  }
}

function byPosition(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/** At most so many problems are printed; who has more of them is not reading on. */
const maxPrinted = 100;

function formatProblems(problems: readonly Problem[]): string {
  const lines = problems.slice(0, maxPrinted).map(formatProblem);
  if (problems.length > maxPrinted) lines.push(`and ${problems.length - maxPrinted} more problems`);
  return lines.join("\n");
}

/** At most so many allowed values are listed; a graph may have hundreds of services. */
const maxListed = 20;

/** One line, and nothing in it that could steer a terminal: `x.yaml:12:5 faults[0].latencyy: unknown key; did you mean "latency"? (allowed: latency, jitter)` */
export function formatProblem(problem: Problem): string {
  const where = problem.line === undefined ? `${problem.file}:` : `${problem.file}:${problem.line}:${problem.column}`;
  return withoutControls(`${where} ${problem.path && `${problem.path}: `}${sentence(problem)}`);
}

/** The finding without its place: `unknown key; did you mean "latency"? (allowed: latency, jitter)` */
export function problemText(problem: ProblemParts): string {
  return withoutControls(sentence(problem));
}

function sentence(problem: ProblemParts): string {
  return `${problem.message}${guess(problem.suggestion)}${formatAllowed(problem)}`;
}

function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get out
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, codePoint);
}

function formatAllowed({ allowed = [] }: ProblemParts): string {
  if (allowed.length === 0) return "";
  const rest = allowed.length > maxListed ? ` and ${allowed.length - maxListed} more` : "";
  return ` (allowed: ${allowed.slice(0, maxListed).join(", ")}${rest})`;
}

/** `faults[0].latency`. A key that is not a plain word is quoted: `load["a b"]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    const key = String(step);
    if (!/^[\w-]{1,60}$/.test(key)) return `${text}[${show(key)}]`;
    return text === "" ? key : `${text}.${key}`;
  }, "");
}

/** `U+001B` */
export function codePoint(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A found value in a message: quoted, on one line, cut short; the file may hold anything. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
