import type { Clock } from "../../values/clock/clock.ts";
import { UsageError } from "../../values/errors.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { JournalWriter } from "../journal/journal-writer.ts";
import { claimRun } from "../journal/run-claim.ts";
import type { RunFolder } from "../journal/run-folder.ts";
import { summarizeRun } from "../journal/run-summary.ts";

export interface Forgetting {
  /** The record's id. */
  readonly record: string;
  /** The person who gives it up: `ann@laptop`. */
  readonly by: string;
  readonly why: string;
}

/**
 * Writes into the journal of a run that has ended that a person has seen to one of its records: nobody tries to take it
 * out any more, though it may still be in. Resolves with the record.
 * @throws UsageError where there is no such record pending, or the run is in somebody's hands
 * @throws JournalError when that can't be written: it is not forgotten then
 */
export async function forgetRecord(folder: RunFolder, forgetting: Forgetting, clock: Clock): Promise<UndoRecord> {
  const claim = await claimRun(folder.path, "recover");
  if (claim === undefined) {
    throw new UsageError({
      message: `the run ${folder.id} is in the hands of a living process`,
      hint: "Try again then.",
    });
  }
  try {
    const summary = await summarizeRun(folder.journalPath);
    const record = summary.pending.get(forgetting.record);
    if (record === undefined) throw notPending(folder, forgetting.record, [...summary.pending.keys()]);
    const journal = await JournalWriter.open(folder.journalPath);
    const wall = new Date(clock.wallMs()).toISOString();
    await journal.appendDurably({ atMs: summary.lastAtMs, type: "forgotten", wall, ...forgetting });
    await journal.close();
    return record;
  } finally {
    await claim.release();
  }
}

function notPending(folder: RunFolder, record: string, pending: readonly string[]): UsageError {
  const others = pending.length === 0 ? "nothing of it is left in" : `what may be in is ${pending.join(", ")}`;
  return new UsageError({ message: `the run ${folder.id} has nothing in by the name of ${record}: ${others}` });
}
