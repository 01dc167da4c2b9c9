import type { Clock } from "../values/clock/clock.ts";
import { withDeadline } from "../values/clock/deadline.ts";
import { messageOf } from "../values/errors.ts";

/** Time in which a message must be taken, in ms. Less than the end of a run waits, so that one that hangs leaves the last one time. */
const TAKEN_WITHIN_MS = 2000;

/** Sends a message. Rejects with why it was not taken. */
type Send = (signal: AbortSignal) => Promise<void>;

/** Messages to one endpoint, sent one after the other. One that is not taken keeps none of the others. */
export class Delivery {
  readonly #clock: Clock;
  readonly #ended = new AbortController();
  #last: Promise<void> = Promise.resolve();
  #count = 0;
  readonly #failures: string[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sends a message when those before it are through. */
  add(send: Send): void {
    this.#count++;
    this.#last = this.#last.then(() => this.#send(send)).catch((error) => void this.#failures.push(messageOf(error)));
  }

  /**
   * Resolves when all messages were taken.
   * @param signal cuts short what is still under way
   * @throws Error when some were not, with the first reason
   */
  async finish(signal: AbortSignal): Promise<void> {
    const cut = () => this.#ended.abort(signal.reason);
    signal.addEventListener("abort", cut, { once: true });
    if (signal.aborted) cut();
    await this.#last;
    signal.removeEventListener("abort", cut);
    const [first] = this.#failures;
    if (first === undefined) return;
    throw new Error(`${this.#failures.length} of ${this.#count} messages were not taken: ${first}`);
  }

  /** Lets go of what is under way. */
  async close(): Promise<void> {
    this.#ended.abort(new Error("the run is over"));
    await this.#last;
  }

  #send(send: Send): Promise<void> {
    const { signal: ended } = this.#ended;
    ended.throwIfAborted();
    return withDeadline(this.#clock, TAKEN_WITHIN_MS, (late) => send(AbortSignal.any([ended, late])));
  }
}
