import { Histogram } from "../judge/measure/histogram.ts";
import type { SignalDelta } from "../judge/measure/signal.ts";

/** Counts what one load does and hands it out in stretches. */
export class SignalRecorder {
  #started = 0;
  #ended = 0;
  #failed = 0;
  #errors: Record<string, number> = {};
  #statuses: Record<string, number> = {};
  readonly #latency = new Histogram();
  readonly #ages = new Histogram();

  started(count = 1): void {
    this.#started += count;
  }

  /** An answer began that ends nothing: the handshake of a session. */
  answered(status: number): void {
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
  }

  /** A request that was sent ended; `status` is 0 when no answer began, `failure` is its reason if it failed. */
  ended(latencyMs: number, status: number, failure: string | undefined): void {
    this.#latency.record(latencyMs);
    this.#ended++;
    if (status > 0) this.answered(status);
    if (failure !== undefined) this.#fail(failure);
  }

  /** A request could not be sent. */
  refused(failure: string): void {
    this.#ended++;
    this.#fail(failure);
  }

  /** Takes the counts since the last call, with the scheduled times of what is in flight now. */
  take(inFlightSinceMs: readonly number[], nowMs: number): SignalDelta {
    for (const sinceMs of inFlightSinceMs) this.#ages.record(nowMs - sinceMs);
    const delta = {
      started: this.#started,
      ended: this.#ended,
      failed: this.#failed,
      errors: this.#errors,
      statuses: this.#statuses,
      latency: this.#latency.toSparse(),
      inFlight: inFlightSinceMs.length,
      ages: this.#ages.toSparse(),
    };
    this.#started = this.#ended = this.#failed = 0;
    this.#errors = {};
    this.#statuses = {};
    this.#latency.clear();
    this.#ages.clear();
    return delta;
  }

  #fail(reason: string): void {
    this.#failed++;
    this.#errors[reason] = (this.#errors[reason] ?? 0) + 1;
  }
}
