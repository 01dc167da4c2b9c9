/**
 * A wake-up on time costs more CPU than what is sent then. Measured at 10,000 arrivals a second: without a grain the thread never
 * sleeps; beyond a millisecond little is saved any more.
 */
export const GRAIN_MS = 0.5;

/** Arrivals at random come in clusters at any rate: so many wake-ups may follow each other as closely as they like. */
const MOST_IN_A_ROW = 20;

/**
 * Says when a sender wakes up: whenever something is due, as long as that is less often than once a grain. Where it is more
 * often, what is due is held for up to a grain and done together.
 */
export class WakeUps {
  /** Time at which the last wake-up would have been, had each come a grain after the one before it at the earliest. */
  #usedUpToMs = Number.NEGATIVE_INFINITY;
  #isHolding = false;

  /** Time at which to do what is due at `dueMs`, when all that was due before is done. Never before. */
  timeFor(dueMs: number): number {
    const freeMs = this.#usedUpToMs - (MOST_IN_A_ROW - 1) * GRAIN_MS;
    if (freeMs <= dueMs) return dueMs;
    this.#isHolding = true;
    return freeMs;
  }

  /** Counts one at `atMs`. */
  add(atMs: number): void {
    const usedUpToMs = Math.max(this.#usedUpToMs, atMs) + GRAIN_MS;
    this.#usedUpToMs = Math.min(usedUpToMs, atMs + MOST_IN_A_ROW * GRAIN_MS);
  }

  /** The longest that anything was held since the last call, in ms: the grain, or 0 where nothing was. */
  takeGrainMs(): number {
    const grainMs = this.#isHolding ? GRAIN_MS : 0;
    this.#isHolding = false;
    return grainMs;
  }
}
