/** Share of what a load may have in flight that is sent together at most, so that no hold makes an overflow. */
const TOGETHER_SHARE = 1 / 20;

/** A load as its sender paces it. */
export interface PacedLoad {
  /** The most at any time. */
  readonly arrivalsPerS: number;
  readonly maxInFlight: number;
}

/**
 * The grain of a sender, in ms: half a millisecond, up to a whole one where arrivals are many, and less for a load that may
 * have few in flight. Waking two threads up costs about as much CPU as sending a request, so that 2000 wake-ups a second are
 * nothing beside few arrivals and much beside 10,000 (docs/benchmarks-load.md). One grain for a whole run: its phases compare.
 */
export function grainMsFor(loads: readonly PacedLoad[]): number {
  const arrivalsPerS = loads.reduce((sum, load) => sum + load.arrivalsPerS, 0);
  const together = loads.map((load) => (load.maxInFlight * TOGETHER_SHARE * 1000) / load.arrivalsPerS);
  return Math.min(Math.max(0.5, arrivalsPerS / 10_000), 1, ...together);
}

/** Arrivals at random come in clusters at any rate: so many wake-ups may follow each other as closely as they like. */
const MOST_IN_A_ROW = 20;

/**
 * Says when a sender wakes up: whenever something is due, as long as that is less often than once a grain. Where it is more
 * often, what is due is held for up to a grain and done together.
 */
export class WakeUps {
  readonly #grainMs: number;
  /** Time at which the last wake-up would have been, had each come a grain after the one before it at the earliest. */
  #usedUpToMs = Number.NEGATIVE_INFINITY;
  #isHolding = false;

  constructor(grainMs: number) {
    this.#grainMs = grainMs;
  }

  /** Time at which to do what is due at `dueMs`, when all that was due before is done. Never before. */
  timeFor(dueMs: number): number {
    const freeMs = this.#usedUpToMs - (MOST_IN_A_ROW - 1) * this.#grainMs;
    if (freeMs <= dueMs) return dueMs;
    this.#isHolding = true;
    return freeMs;
  }

  /** Counts one at `atMs`. */
  add(atMs: number): void {
    const usedUpToMs = Math.max(this.#usedUpToMs, atMs) + this.#grainMs;
    this.#usedUpToMs = Math.min(usedUpToMs, atMs + MOST_IN_A_ROW * this.#grainMs);
  }

  /** The longest that anything was held since the last call, in ms: the grain, or 0 where nothing was. */
  takeGrainMs(): number {
    const grainMs = this.#isHolding ? this.#grainMs : 0;
    this.#isHolding = false;
    return grainMs;
  }
}
