import type { Clock } from "../values/clock/clock.ts";
import { untilAborted } from "../values/clock/deadline.ts";

/** Longer than any healthy server takes to answer. */
const GRACE_MS = 500;

/**
 * Waits for a change that is on its way to a server. When the signal aborts, still waits a moment for the
 * change to arrive before it rejects with the signal's reason: else the undo that follows could overtake it,
 * find nothing to undo, and the fault would stay in.
 */
export async function settleBeforeUndo(change: Promise<void>, signal: AbortSignal, clock: Clock): Promise<void> {
  try {
    await untilAborted(change, signal);
  } catch (error) {
    if (signal.aborted) await settledWithin(change, GRACE_MS, clock);
    throw error;
  }
}

function settledWithin(change: Promise<void>, withinMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(withinMs, resolve);
    Promise.allSettled([change]).then(() => {
      cancel();
      resolve();
    });
  });
}
