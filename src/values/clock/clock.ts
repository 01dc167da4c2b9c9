/** Cancels what it was returned for; calling it again does nothing. */
export type Cancel = () => void;

/**
 * The only source of time and timers. Everything that waits or measures takes a Clock, so that a test can
 * drive it without waiting.
 */
export interface Clock {
  /**
   * Milliseconds, with a fraction, since an origin that all processes of this machine share. Never goes
   * back and doesn't follow changes of the wall clock.
   */
  nowMs(): number;
  /**
   * Milliseconds since the Unix epoch. For people to read, and to compare with a time that another program has sent;
   * never for measuring.
   */
  wallMs(): number;
  /** Calls `run` once, not earlier than `delayMs` from now. */
  after(delayMs: number, run: () => void): Cancel;
  /** Calls `run` about every `periodMs`; a late call is not made up for. */
  every(periodMs: number, run: () => void): Cancel;
}

/**
 * Resolves after `delayMs`; rejects with the signal's reason as soon as the signal aborts, so that every
 * pause of a run can be cut short.
 */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
