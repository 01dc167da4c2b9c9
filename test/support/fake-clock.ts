import type { Clock } from "../../src/values/clock/clock.ts";

interface Timer {
  dueMs: number;
  readonly periodMs: number | undefined;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it. Its wall clock begins at 2026-01-01T00:00:00Z. */
export class FakeClock implements Clock {
  #nowMs = 0;
  #wallAheadMs = 0;
  readonly #timers = new Set<Timer>();

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return Date.UTC(2026, 0, 1) + this.#nowMs + this.#wallAheadMs;
  }

  /** Somebody sets the wall clock, by so much. */
  jumpWall(ms: number): void {
    this.#wallAheadMs += ms;
  }

  after(delayMs: number, run: () => void): () => void {
    return this.#add({ dueMs: this.#nowMs + Math.max(0, delayMs), periodMs: undefined, run });
  }

  every(periodMs: number, run: () => void): () => void {
    return this.#add({ dueMs: this.#nowMs + periodMs, periodMs, run });
  }

  /** Timers that wait to fire. */
  get pending(): number {
    return this.#timers.size;
  }

  /**
   * Moves time on and fires what is due, in order. Promises settle between two timers, so that code which
   * sleeps in a loop gets its turn.
   */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (let timer = this.#nextDue(endMs); timer !== undefined; timer = this.#nextDue(endMs)) {
      this.#nowMs = timer.dueMs;
      if (timer.periodMs === undefined) this.#timers.delete(timer);
      else timer.dueMs += timer.periodMs;
      timer.run();
      await settle();
    }
    this.#nowMs = endMs;
  }

  #add(timer: Timer): () => void {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  #nextDue(endMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs <= endMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }
}

/** Lets promises run until only real I/O or timers are left. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
