import type { PartReading } from "../../judge/history/event.ts";
import type { Clock } from "../../values/clock/clock.ts";
import type { HarnessPart } from "../platform.ts";

/** Results come twenty times a second; less than this is how they always come. */
const LATE_FROM_MS = 200;
/** From here on requests count in a window that isn't theirs. */
const FAILING_FROM_MS = 500;

/** The port forwarded to a sender, through which what it measured comes back: late, where that stalls, and then all at once. */
export class ResultsForward implements HarnessPart {
  readonly name: string;
  readonly #clock: Clock;
  /** Undefined before the first. */
  #heardAtMs: number | undefined;
  /** Since it was read before. */
  #longestMs = 0;

  constructor(sender: string, clock: Clock) {
    this.name = `forward to ${sender}`;
    this.#clock = clock;
  }

  /** Results have come. */
  heard(): void {
    this.#longestMs = Math.max(this.#longestMs, this.#silentMs());
    this.#heardAtMs = this.#clock.nowMs();
  }

  read(): PartReading | undefined {
    const lateMs = Math.round(Math.max(this.#longestMs, this.#silentMs()));
    this.#longestMs = 0;
    if (lateMs < LATE_FROM_MS) return undefined;
    if (lateMs < FAILING_FROM_MS) return { delayMs: lateMs };
    const failing = `results came ${(lateMs / 1000).toFixed(1)} s late`;
    return { delayMs: lateMs, failing };
  }

  #silentMs(): number {
    return this.#heardAtMs === undefined ? 0 : this.#clock.nowMs() - this.#heardAtMs;
  }
}
