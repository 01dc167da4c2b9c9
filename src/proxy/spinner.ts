import type { Clock } from "../values/clock/clock.ts";

interface Wake {
  readonly dueMs: number;
  readonly run: () => void;
}

/** Wakes precisely: turns the event loop without a pause, which serves all else meanwhile, and looks at the clock in each turn. */
class Spinner {
  readonly #clock: Clock;
  readonly #wakes = new Set<Wake>();
  #isTurning = false;
  #events = 0;
  #turnedMs = 0;
  #spunMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get spunMs(): number {
    return this.#spunMs;
  }

  /** Adds one, and starts to turn if it doesn't. @returns takes it away */
  add(wake: Wake): () => void {
    this.#wakes.add(wake);
    if (!this.#isTurning) {
      this.#isTurning = true;
      this.#next();
    }
    return () => void this.#wakes.delete(wake);
  }

  #next(): void {
    this.#events = eventCount();
    this.#turnedMs = this.#clock.nowMs();
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    const nowMs = this.#clock.nowMs();
    // Where sockets had something to say, the turn was work.
    if (eventCount() === this.#events) this.#spunMs += nowMs - this.#turnedMs;
    // What these ask for is of the next turn.
    const due: Wake[] = [];
    for (const wake of this.#wakes) if (nowMs >= wake.dueMs) due.push(wake);
    for (const wake of due) if (this.#wakes.delete(wake)) wake.run();
    this.#isTurning = this.#wakes.size > 0;
    if (this.#isTurning) this.#next();
  }
}

function eventCount(): number {
  return performance.nodeTiming.uvMetricsInfo.events;
}

/** One for each clock: a thread has one. */
const spinners = new WeakMap<Clock, Spinner>();

export function spinnerOf(clock: Clock): Spinner {
  const known = spinners.get(clock);
  if (known !== undefined) return known;
  const made = new Spinner(clock);
  spinners.set(clock, made);
  return made;
}
