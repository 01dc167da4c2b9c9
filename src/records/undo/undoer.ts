import type { UndoRecord } from "../../values/undo-record.ts";

/**
 * Takes back one kind of thing from its undo record alone. The live run, the guardian and `recover` use the
 * same one. Both calls may come at any time, any number of times, and when nothing was ever put in.
 */
export interface Undoer {
  readonly kind: string;
  /** For a record and its check, where the usual doesn't do: it waits for what is slow to start. */
  readonly deadlineMs?: number;
  /** True when it goes by what is left: it is asked only once all that comes before it is known to be out, or left. */
  readonly heedsLeft?: true;
  /**
   * Takes it back. Resolves when it was already gone; rejects when it can't tell or can't do it.
   * @param left what was to be taken out before it, and couldn't be; none unless said
   */
  undo(record: UndoRecord, signal: AbortSignal, left?: readonly UndoRecord[]): Promise<void>;
  /** Looks whether it is really gone. */
  isGone(record: UndoRecord, signal: AbortSignal): Promise<boolean>;
}
