import type { Cancel, Clock } from "../values/clock/clock.ts";
import { wakeAt } from "./precise-wake.ts";

/** The wake-up that somebody waits for: one, which may be asked for anew or called off. */
export class WakeUp {
  readonly #clock: Clock;
  readonly #run: () => void;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, run: () => void) {
    this.#clock = clock;
    this.#run = run;
  }

  /** Asks for it in place of the one that was asked for before: it comes once, never before `dueMs`, and not at all at Infinity. */
  at(dueMs: number): void {
    this.cancel();
    if (dueMs !== Number.POSITIVE_INFINITY) this.#cancel = wakeAt(this.#clock, dueMs, this.#run);
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
