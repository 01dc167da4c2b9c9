import { type Clock, sleep } from "../../values/clock/clock.ts";
import { withDeadline } from "../../values/clock/deadline.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import type { Undoer } from "./undoer.ts";

export interface TakeOutOptions {
  readonly clock: Clock;
  /** For each record, its check included, unless its undoer needs longer. */
  readonly deadlineMs: number;
  /**
   * Tells that nobody saw the end of putting it in. Whoever was asked may do it yet, also when no one waits for the
   * answer any more, so that it is looked for some time longer.
   */
  mayComeYet(record: UndoRecord): boolean;
  onUndone(record: UndoRecord): void;
  onFailed(record: UndoRecord, why: string): void;
}

/** Time in which whatever was asked to put something in does so; from then on, what is gone stays gone. */
const COMES_WITHIN_MS = 2000;
const LOOK_EVERY_MS = 100;

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
  const conclude = (record: UndoRecord, outcome: Outcome) => {
    const why = whyLeft(outcome);
    if (why === undefined) {
      undone.add(record.id);
      options.onUndone(record);
    } else {
      left.push({ record, why });
      options.onFailed(record, why);
    }
  };
  const watched: TakingOut[] = [];
  const watch = async () => {
    await Promise.all(watched.splice(0).map(async (taking) => conclude(taking.record, await taking.keepOut())));
  };
  for (const record of records.toReversed()) {
    const taking = new TakingOut(record, undoers, options);
    if (taking.heedsLeft) await watch();
    const outcome = await taking.takeOut(left);
    if (typeof outcome === "string" && options.mayComeYet(record)) watched.push(taking);
    else conclude(record, outcome);
  }
  // As late as can be: what is in meanwhile does harm.
  await watch();
  // What could not be taken out by itself goes with the thing that it was in.
  return left.filter(({ record }) => record.within === undefined || !undone.has(record.within));
}

type Outcome = "gone" | "still there" | { readonly failed: string };

/** The reason why something may still be in. */
function whyLeft(outcome: Outcome): string | undefined {
  if (outcome === "gone") return undefined;
  return outcome === "still there" ? "it was taken out and is still there" : outcome.failed;
}

/** The taking out of what one record is of. */
class TakingOut {
  readonly record: UndoRecord;
  readonly #undoer: Undoer | undefined;
  readonly #clock: Clock;
  readonly #deadlineMs: number;

  constructor(record: UndoRecord, undoers: readonly Undoer[], { clock, deadlineMs }: TakeOutOptions) {
    this.record = record;
    this.#undoer = undoers.find(({ kind }) => kind === record.kind);
    this.#clock = clock;
    this.#deadlineMs = this.#undoer?.deadlineMs ?? deadlineMs;
  }

  get heedsLeft(): boolean {
    return this.#undoer?.heedsLeft ?? false;
  }

  takeOut(left: readonly LeftBehind[]): Promise<Outcome> {
    return this.#try(async (undoer, signal) => {
      const stillIn = left.map(({ record }) => record);
      await undoer.undo(this.record, signal, stillIn);
      return undoer.isGone(this.record, signal);
    });
  }

  /** Looks for some time whether it comes late, and takes it out again then. */
  async keepOut(): Promise<Outcome> {
    const untilMs = this.#clock.nowMs() + COMES_WITHIN_MS;
    while (true) {
      const seen = await this.#try((undoer, signal) => undoer.isGone(this.record, signal));
      const now = seen === "still there" ? await this.takeOut([]) : seen;
      if (typeof now !== "string" || this.#clock.nowMs() >= untilMs) return now;
      await sleep(this.#clock, LOOK_EVERY_MS);
    }
  }

  /** @param work tells whether it is gone */
  async #try(work: (undoer: Undoer, signal: AbortSignal) => Promise<boolean>): Promise<Outcome> {
    const undoer = this.#undoer;
    if (undoer === undefined) return { failed: `this version of brownout can't take out a "${this.record.kind}"` };
    try {
      const isGone = await withDeadline(this.#clock, this.#deadlineMs, (signal) => work(undoer, signal));
      return isGone ? "gone" : "still there";
    } catch (error) {
      return { failed: error instanceof Error ? error.message : String(error) };
    }
  }
}
