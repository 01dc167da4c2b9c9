import type { Cancel, Clock } from "../values/clock/clock.ts";

/** Up to this far ahead a wake-up is precise; further ahead the millisecond that a timer is late is below 0.4 %. */
const PRECISE_BELOW_MS = 250;

/**
 * Calls `run` once, never before `dueMs`. A near wake-up sleeps until the last millisecond or two and spins
 * those on `setImmediate`, which keeps serving other connections; Node's timers alone are a millisecond off.
 */
export function wakeAt(clock: Clock, dueMs: number, run: () => void): Cancel {
  const leftMs = dueMs - clock.nowMs();
  if (leftMs > PRECISE_BELOW_MS) return clock.after(leftMs, run);
  let cancelled = false;
  const spin = () => {
    if (cancelled) return;
    if (clock.nowMs() >= dueMs) run();
    else setImmediate(spin);
  };
  // A timer of whole milliseconds is never more than one late, so this one ends before `dueMs`.
  const cancelSleep = leftMs >= 2 ? clock.after(Math.floor(leftMs - 1), spin) : undefined;
  if (cancelSleep === undefined) setImmediate(spin);
  return () => {
    cancelled = true;
    cancelSleep?.();
  };
}
