import type { UndoRecord } from "../../judge/history/event.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { withDeadline } from "../../values/clock/deadline.ts";
import type { Undoer } from "./undoer.ts";

export interface TakeOutOptions {
  readonly clock: Clock;
  /** For each record, its check included, unless its undoer needs longer. */
  readonly deadlineMs: number;
  onUndone(record: UndoRecord): void;
  onFailed(record: UndoRecord, why: string): void;
}

/** Something that may still be in. */
export interface LeftBehind {
  readonly record: UndoRecord;
  /** The reason it could not be taken out, as a sentence without its full stop. */
  readonly why: string;
}

/**
 * Takes records out in the reverse of the order given, one after the other. Each is looked for afterwards and
 * has a deadline of its own; one that fails doesn't keep the others in. Never rejects.
 * @returns what may still be in
 */
export async function takeOut(
  records: readonly UndoRecord[],
  undoers: readonly Undoer[],
  options: TakeOutOptions,
): Promise<readonly LeftBehind[]> {
  const undone = new Set<string>();
  const left: LeftBehind[] = [];
  for (const record of records.toReversed()) {
    const why = await takeOutOne(record, left, undoers, options);
    if (why === undefined) {
      undone.add(record.id);
      options.onUndone(record);
    } else {
      left.push({ record, why });
      options.onFailed(record, why);
    }
  }
  // What could not be taken out by itself goes with the thing that it was in.
  return left.filter(({ record }) => record.within === undefined || !undone.has(record.within));
}

/** Takes out what one record is of; gives the reason it failed, or nothing when it is gone. */
async function takeOutOne(
  record: UndoRecord,
  left: readonly LeftBehind[],
  undoers: readonly Undoer[],
  options: TakeOutOptions,
): Promise<string | undefined> {
  const undoer = undoers.find(({ kind }) => kind === record.kind);
  if (undoer === undefined) return `this version of brownout can't take out a "${record.kind}"`;
  try {
    return await withDeadline(options.clock, undoer.deadlineMs ?? options.deadlineMs, async (signal) => {
      await undoer.undo(
        record,
        signal,
        left.map((one) => one.record),
      );
      return (await undoer.isGone(record, signal)) ? undefined : "it was taken out and is still there";
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
