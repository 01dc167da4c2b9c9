import { type Clock, sleep } from "./clock.ts";

export interface Polling {
  readonly clock: Clock;
  /** Between the end of a look and the next. */
  readonly everyMs: number;
  /** From now on; without it, until the signal aborts. */
  readonly withinMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Looks until a look finds something, which is neither undefined nor false. Resolves with it, or with undefined when the
 * time is over: the last look is at its end, so the first is always made. Rejects as a look does, and with the signal's reason.
 */
export async function pollUntil<T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  { clock, everyMs, withinMs = Number.POSITIVE_INFINITY, signal }: Polling,
): Promise<T | undefined> {
  const endMs = clock.nowMs() + withinMs;
  while (true) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    const leftMs = endMs - clock.nowMs();
    if (leftMs <= 0) return undefined;
    await sleep(clock, Math.min(everyMs, leftMs), signal);
  }
}
