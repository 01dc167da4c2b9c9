/**
 * The requests that a program sends evenly, as its results tell of them: which are due by now, though nothing was heard of them,
 * and how late each was sent. Times are ms since the Unix epoch.
 */
export class ScheduledResults {
  readonly #everyMs: number;
  readonly #most: number;
  /** Time of the first one, as far as it is known: no request is sent early, so the earliest of all that it can have been. */
  #fromMs: number;
  #isKnown = false;
  #counted = 0;
  /** All before it have ended. */
  #endedTo = 0;
  readonly #endedAfter = new Set<number>();

  /** @param fromMs an early guess at the time of the first one @param most so many are sent; Infinity for no end */
  constructor(everyMs: number, fromMs: number, most: number) {
    this.#everyMs = everyMs;
    this.#fromMs = fromMs;
    this.#most = most;
  }

  /** Takes in that a request ended. Returns how late it was sent, and how many are due that weren't counted. */
  came(number: number, sentMs: number): { readonly lagMs: number; readonly newlyDue: number } {
    const firstMs = sentMs - number * this.#everyMs;
    if (!this.#isKnown || firstMs < this.#fromMs) this.#fromMs = firstMs;
    this.#isKnown = true;
    this.#endedAfter.add(number);
    while (this.#endedAfter.delete(this.#endedTo)) this.#endedTo++;
    const newlyDue = Math.max(0, number + 1 - this.#counted);
    this.#counted += newlyDue;
    return { lagMs: firstMs - this.#fromMs, newlyDue };
  }

  /** Counts the requests that are due now and weren't at the last call. */
  takeDue(nowMs: number): number {
    const newlyDue = Math.max(0, this.#dueBy(nowMs) - this.#counted);
    this.#counted += newlyDue;
    return newlyDue;
  }

  /** The times at which those were due that were counted and haven't ended. */
  inFlightSinceMs(): number[] {
    const since: number[] = [];
    for (let number = this.#endedTo; number < this.#counted; number++) {
      if (!this.#endedAfter.has(number)) since.push(this.#fromMs + number * this.#everyMs);
    }
    return since;
  }

  #dueBy(nowMs: number): number {
    return Math.min(this.#most, Math.floor((nowMs - this.#fromMs) / this.#everyMs) + 1);
  }
}
