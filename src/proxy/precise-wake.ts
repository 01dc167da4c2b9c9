import type { Cancel, Clock } from "../values/clock/clock.ts";
import { spinnerOf } from "./spinner.ts";

/** Up to this far ahead a wake-up is precise; further ahead the millisecond that a timer is late is below 0.4 %. */
const PRECISE_BELOW_MS = 250;

/**
 * Calls `run` once, never before `dueMs`. A near wake-up sleeps until the last millisecond or two and spins
 * those, which keeps serving other connections; Node's timers alone are a millisecond off.
 */
export function wakeAt(clock: Clock, dueMs: number, run: () => void): Cancel {
  const leftMs = dueMs - clock.nowMs();
  if (leftMs > PRECISE_BELOW_MS) return clock.after(leftMs, run);
  let cancel: Cancel;
  const spin = () => {
    cancel = spinnerOf(clock).add({ dueMs, run });
  };
  // A timer of whole milliseconds is never more than one late, so this one ends before `dueMs`.
  if (leftMs >= 2) cancel = clock.after(Math.floor(leftMs - 1), spin);
  else spin();
  return () => cancel();
}
