import type { Clock } from "../values/clock/clock.ts";
import { DeadlineError, withDeadline } from "../values/clock/deadline.ts";
import { InconclusiveError } from "../values/errors.ts";
import type { RunningLoad } from "./load.ts";

/** For what sends to come up, and to end. */
const DEADLINE_MS = 10_000;

/** The sender of a load didn't come up, or didn't end, in time. */
class LoadLateError extends InconclusiveError {
  override readonly code = "E_LOAD_LATE";
}

/**
 * Starts loads, and gives that up when they don't come up in time, or the signal aborts.
 * @throws LoadLateError, the signal's reason
 */
export function startInTime(
  clock: Clock,
  signal: AbortSignal,
  start: (signal: AbortSignal) => Promise<RunningLoad>,
): Promise<RunningLoad> {
  return inTime(clock, "come up", (late) => start(AbortSignal.any([late, signal])));
}

/**
 * Stops a load; when it doesn't end in time, what sends it is ended without its last batch.
 * @throws LoadLateError
 */
export function stopInTime(clock: Clock, load: RunningLoad): Promise<void> {
  return inTime(clock, "end", (late) => load.stop(late));
}

async function inTime<T>(clock: Clock, what: string, work: (late: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await withDeadline(clock, DEADLINE_MS, work);
  } catch (cause) {
    if (!(cause instanceof DeadlineError)) throw cause;
    throw new LoadLateError({
      message: `what sends the load did not ${what} within ${DEADLINE_MS / 1000} s`,
      hint: "It has too much to do, or no processor: run with less on the machine that sends, or with less load.",
      cause,
    });
  }
}
