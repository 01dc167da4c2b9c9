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
  readonly pending: UndoLog;
  /** Ids of the undo records of faults that the journal doesn't say were put in to the end, each with its fault's id. */
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
    return { ...next, experiment: event.plan.experiment.name, startedAt: event.wall };
  }
  return event.type === "run-ended" ? { ...next, exitCode: event.exitCode } : next;
}

function foldBeingPutIn(records: ReadonlyMap<string, string>, event: RunEvent): ReadonlyMap<string, string> {
  if (event.type === "undo-recorded" && event.fault !== undefined) {
    return new Map(records).set(event.record.id, event.fault);
  }
  if (event.type !== "injected") return records;
  return new Map([...records].filter(([, fault]) => fault !== event.fault));
}
