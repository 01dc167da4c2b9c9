import type { Clock } from "./clock.ts";

/** Work took longer than it was given. */
export class DeadlineError extends Error {}

/** Rejects with the signal's reason as soon as it aborts, whether the work heeds the signal or not. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/**
 * Gives work so long and no longer: aborts its signal then, and rejects even if the work goes on regardless.
 * @throws DeadlineError, or what the work rejects with
 */
export async function withDeadline<T>(
  clock: Clock,
  deadlineMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const cancel = clock.after(deadlineMs, () =>
    controller.abort(new DeadlineError(`no answer within ${deadlineMs} ms`)),
  );
  try {
    return await untilAborted(work(controller.signal), controller.signal);
  } finally {
    cancel();
  }
}
