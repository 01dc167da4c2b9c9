import type { RunEvent } from "../../judge/history/event.ts";
import {
  emptyUndoLog,
  type ForgottenRecord,
  foldUndoLog,
  forgottenBy,
  type LateRecord,
  takenOutLate,
  type UndoLog,
} from "../../judge/history/undo-log.ts";
import { readJournal } from "./read-journal.ts";

/** A run as a whole, as its journal tells it. */
export interface RunSummary {
  /** None in a journal that ends before its run began. */
  readonly experiment?: string;
  /** ISO 8601 */
  readonly startedAt?: string;
  /** Of the last event. */
  readonly lastAtMs: number;
  /** None when the run didn't get to its end. */
  readonly exitCode?: number;
  /** True for one that only measured, as `init --measure` does, and was not stopped. */
  readonly isMeasurement?: true;
  readonly pending: UndoLog;
  /** Ids of the undo records of what the journal doesn't say was put in to the end, each with the fault or remedy that it is of. */
  readonly beingPutIn: ReadonlyMap<string, string>;
  /** Undo records that a person gave up. */
  readonly forgotten: readonly ForgottenRecord[];
  /** Undo records of what was taken out when the run had ended, or its runner was gone. */
  readonly late: readonly LateRecord[];
}

/** Reads a journal through; see `readJournal` for its errors. */
export async function summarizeRun(journalPath: string): Promise<RunSummary> {
  let summary: RunSummary = { lastAtMs: 0, pending: emptyUndoLog, beingPutIn: new Map(), forgotten: [], late: [] };
  for await (const event of readJournal(journalPath)) summary = fold(summary, event);
  return summary;
}

function fold(summary: RunSummary, event: RunEvent): RunSummary {
  const late = takenOutLate(event, summary.pending, summary.exitCode === undefined ? undefined : summary.startedAt);
  const forgotten = forgottenBy(event, summary.pending);
  const next = {
    ...summary,
    ...(forgotten !== undefined && { forgotten: [...summary.forgotten, forgotten] }),
    late: [...summary.late, ...late],
    lastAtMs: event.atMs,
    pending: foldUndoLog(summary.pending, event),
    beingPutIn: foldBeingPutIn(summary.beingPutIn, event),
  };
  if (event.type === "run-started") {
    const { experiment, faults } = event.plan;
    const isMeasurement = faults.length === 0 && experiment.phases.faultMs === 0;
    return {
      ...next,
      experiment: experiment.name,
      startedAt: event.wall,
      ...(isMeasurement && { isMeasurement }),
    };
  }
  if (event.type === "stopped") {
    const { isMeasurement: _, ...stopped } = next;
    return stopped;
  }
  return event.type === "run-ended" ? { ...next, exitCode: event.exitCode } : next;
}

function foldBeingPutIn(records: ReadonlyMap<string, string>, event: RunEvent): ReadonlyMap<string, string> {
  if (event.type === "undo-recorded") {
    const of = event.fault ?? event.remedy;
    return of === undefined ? records : new Map(records).set(event.record.id, of);
  }
  if (event.type !== "injected" && event.type !== "remedy-done") return records;
  const done = event.type === "injected" ? event.fault : event.remedy;
  return new Map([...records].filter(([, of]) => of !== done));
}
