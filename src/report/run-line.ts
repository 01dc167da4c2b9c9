import type { LateRecord } from "../judge/history/undo-log.ts";
import type { ListedRun } from "../records/journal/list-runs.ts";
import { BrownoutError } from "../values/errors.ts";
import { exitCodes } from "../values/exit-codes.ts";

/** A run as `runs --json` prints it. */
export interface RunLine {
  readonly run: string;
  readonly experiment: string | null;
  /** ISO 8601 */
  readonly startedAt: string | null;
  readonly state: string;
  /** The reason its journal can't be read. */
  readonly problem: string | null;
  readonly exitCode: number | null;
  /** Faults that are in, or may still be. */
  readonly pending: readonly { readonly what: string; readonly manual: string }[];
  /** Faults that somebody gave up, though it may still be in. */
  readonly forgotten: readonly { readonly what: string; readonly by: string; readonly why: string }[];
  /** Faults that were taken out when the run had ended, or its runner was gone. */
  readonly recovered: readonly ({ readonly what: string } & Omit<LateRecord, "record">)[];
}

/** A run as a line of a list. */
export function runLine({ folder, holder, journal }: ListedRun): RunLine {
  const run = folder.id;
  if (journal instanceof BrownoutError) {
    return {
      run,
      experiment: null,
      startedAt: null,
      state: "unreadable",
      problem: journal.message,
      exitCode: null,
      pending: [],
      forgotten: [],
      recovered: [],
    };
  }
  const pending = [...journal.pending.values()].map(({ what, manual }) => ({ what, manual }));
  const forgotten = journal.forgotten.map(({ record: { what }, by, why }) => ({ what, by, why }));
  const recovered = journal.late.map(({ record: { what }, ...late }) => ({ what, ...late }));
  const { experiment = null, startedAt = null, exitCode = null } = journal;
  const state = stateOf(holder, exitCode, journal.isMeasurement);
  return { run, experiment, startedAt, state, problem: null, exitCode, pending, forgotten, recovered };
}

const ends: Readonly<Record<number, string>> = {
  [exitCodes.pass]: "pass",
  [exitCodes.fail]: "fail",
  [exitCodes.aborted]: "aborted",
  [exitCodes.inconclusive]: "inconclusive",
  [exitCodes.undoIncomplete]: "undo incomplete",
  [exitCodes.internal]: "internal error",
  [exitCodes.SIGINT]: "interrupted",
  [exitCodes.SIGTERM]: "interrupted",
};

function stateOf(holder: ListedRun["holder"], exitCode: number | null, isMeasurement = false): string {
  if (holder !== undefined) return holder.role === "runner" ? "running" : "being recovered";
  // It judges nothing, so that as a run it is inconclusive.
  if (isMeasurement && exitCode === exitCodes.inconclusive) return "measured";
  return exitCode === null ? "unfinished" : (ends[exitCode] ?? `exit code ${exitCode}`);
}
