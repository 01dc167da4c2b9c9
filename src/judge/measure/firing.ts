/** The time in which a signal came to be above 0, in ms since the first fault went in. */
export interface Firing {
  /**
   * The last sample until then that was not; none when there was none to tell, or when the signal was above 0 as the fault
   * went in.
   */
  readonly earliestMs?: number;
  /** The first sample that was; none while it isn't. */
  readonly afterMs?: number;
}

/** Looks for the first time after a fault went in at which a signal is above 0. */
export class FiringTrack {
  readonly #faultAtMs: number;
  #quietAtMs: number | undefined;
  #firedAtMs: number | undefined;

  constructor(faultAtMs: number) {
    this.#faultAtMs = faultAtMs;
  }

  /** @param sample later than those before; the first may be from before the fault */
  add({ atMs, value }: { readonly atMs: number; readonly value: number }): void {
    if (this.#firedAtMs !== undefined) return;
    if (value > 0) this.#firedAtMs = atMs;
    else this.#quietAtMs = atMs;
  }

  read(): Firing {
    const sinceMs = (atMs: number) => Math.max(0, atMs - this.#faultAtMs);
    return {
      ...(this.#quietAtMs !== undefined && { earliestMs: sinceMs(this.#quietAtMs) }),
      ...(this.#firedAtMs !== undefined && { afterMs: sinceMs(this.#firedAtMs) }),
    };
  }
}
