import { Histogram } from "../measure/histogram.ts";
import type { SignalDelta } from "../measure/signal.ts";

/** Counts what one load does and hands it out in stretches. */
export class SignalRecorder {
  #started = 0;
  #ended = 0;
  #failed = 0;
  #errors: Record<string, number> = {};
  readonly #latency = new Histogram();
  readonly #ages = new Histogram();

  started(): void {
    this.#started++;
  }

  /** A request that was sent ended; `failure` is its reason if it failed. */
  ended(latencyMs: number, failure: string | undefined): void {
    this.#latency.record(latencyMs);
    this.#ended++;
    if (failure !== undefined) this.#fail(failure);
  }

  /** A request could not be sent. */
  refused(failure: string): void {
    this.#ended++;
    this.#fail(failure);
  }

  /** What was counted since the last call, with the scheduled times of what is in flight now. */
  take(inFlightSinceMs: readonly number[], nowMs: number): SignalDelta {
    for (const sinceMs of inFlightSinceMs) this.#ages.record(nowMs - sinceMs);
    const delta = {
      started: this.#started,
      ended: this.#ended,
      failed: this.#failed,
      errors: this.#errors,
      latency: this.#latency.toSparse(),
      inFlight: inFlightSinceMs.length,
      ages: this.#ages.toSparse(),
    };
    this.#started = this.#ended = this.#failed = 0;
    this.#errors = {};
    this.#latency.clear();
    this.#ages.clear();
    return delta;
  }

  #fail(reason: string): void {
    this.#failed++;
    this.#errors[reason] = (this.#errors[reason] ?? 0) + 1;
  }
}
