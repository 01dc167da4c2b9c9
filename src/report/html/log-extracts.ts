import type { RunResult } from "../../judge/history/result.ts";
import type { RunLog } from "../formats/format.ts";

/** Lines are shown from so long before a transition until so long after it. */
const BEFORE_MS = 1000;
const AFTER_MS = 2000;
/** Lines of a transition that are shown: the first of each log, */
const LINES_OF_A_LOG = 12;
/** and of all of them. */
const MOST_LINES = 40;
/** Characters of a line that are shown. */
const MOST_CHARACTERS = 400;

/** A time in ISO 8601. Without its zone it would be another one for each reader. */
const ISO_TIME = String.raw`(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d))`;

/** One at the beginning of a line, or as the value of a key that loggers use for it. */
const TIME = new RegExp(String.raw`^\[?${ISO_TIME}|"(?:time|timestamp|ts|@timestamp)":\s*"${ISO_TIME}"`);

/** The lines of a run's logs around its transitions. */
export interface LogExtracts {
  /** Those transitions around which something was logged, in order. */
  readonly around: readonly LogExtract[];
  /** Names of logs with lines of which none has a time. */
  readonly timeless: readonly string[];
}

export interface LogExtract {
  /** `the fault phase begins` */
  readonly what: string;
  readonly atMs: number;
  /** In order of their times. */
  readonly lines: readonly LogLine[];
  /** Number of lines that aren't shown. */
  readonly leftOut: number;
}

export interface LogLine {
  /** From the beginning of the run. */
  readonly atMs: number;
  readonly log: string;
  readonly text: string;
}

interface Transition {
  readonly what: string;
  readonly atMs: number;
}

/** Reads all logs through, once. */
export async function extractLogs(result: RunResult, logs: readonly RunLog[]): Promise<LogExtracts> {
  const found = transitionsOf(result).map((transition) => new Extract(transition));
  const startedMs = Date.parse(result.startedAt);
  const timeless: string[] = [];
  for (const log of logs) {
    let isTimeless = false;
    let hasTimes = false;
    for (const extract of found) extract.nextLog();
    for await (const line of log.lines()) {
      const wallMs = timeIn(line);
      if (wallMs === undefined) isTimeless ||= line !== "";
      else {
        hasTimes = true;
        const logged = { atMs: wallMs - startedMs, log: log.name, text: line.slice(0, MOST_CHARACTERS) };
        for (const extract of found) extract.add(logged);
      }
    }
    if (isTimeless && !hasTimes) timeless.push(log.name);
  }
  const around = found.map((extract) => extract.read()).filter(({ lines }) => lines.length > 0);
  return { around, timeless };
}

class Extract {
  readonly #transition: Transition;
  readonly #lines: LogLine[] = [];
  #ofThisLog = 0;
  #leftOut = 0;

  constructor(transition: Transition) {
    this.#transition = transition;
  }

  nextLog(): void {
    this.#ofThisLog = 0;
  }

  add(line: LogLine): void {
    const { atMs } = this.#transition;
    if (line.atMs < atMs - BEFORE_MS || line.atMs > atMs + AFTER_MS) return;
    if (this.#ofThisLog < LINES_OF_A_LOG) this.#lines.push(line);
    else this.#leftOut += 1;
    this.#ofThisLog += 1;
  }

  read(): LogExtract {
    const lines = this.#lines.sort((a, b) => a.atMs - b.atMs);
    const leftOut = this.#leftOut + Math.max(0, lines.length - MOST_LINES);
    return { ...this.#transition, lines: lines.slice(0, MOST_LINES), leftOut };
  }
}

function transitionsOf({ phases, faults, stop }: RunResult): Transition[] {
  const isAborted = stop?.kind === "abort";
  return [
    ...phases.map(({ name, fromMs }) => ({ what: `${name} begins`, atMs: fromMs })),
    ...faults.flatMap(({ id, injectedAtMs, undoneAtMs }) => [
      ...(injectedAtMs === undefined ? [] : [{ what: `${id} is in`, atMs: injectedAtMs }]),
      ...(undoneAtMs === undefined
        ? []
        : [{ what: `${id} is out${isAborted ? ", after the abort" : ""}`, atMs: undoneAtMs }]),
    ]),
  ].sort((a, b) => a.atMs - b.atMs);
}

/** The time that a line says it was written at, in ms since the Unix epoch. */
function timeIn(line: string): number | undefined {
  const [, first, keyed] = TIME.exec(line.slice(0, MOST_CHARACTERS)) ?? [];
  const text = first ?? keyed;
  const ms = text === undefined ? Number.NaN : Date.parse(text.replace(",", "."));
  return Number.isNaN(ms) ? undefined : ms;
}
