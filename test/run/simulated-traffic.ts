import { Histogram } from "../../src/judge/measure/histogram.ts";
import type { SignalTotals } from "../../src/judge/measure/signal.ts";

interface Request {
  readonly startMs: number;
  /** Infinity while it hangs. */
  endMs: number;
  readonly failure: string | undefined;
}

/** The fate of a request that starts now. */
export interface Fate {
  readonly latencyMs: number;
  readonly failure?: string;
}

/** The requests of one signal: which are in flight, and what became of the others. */
export class SimulatedTraffic {
  readonly #timeoutMs: number;
  readonly #latency = new Histogram();
  readonly #errors: Record<string, number> = {};
  #inFlight: Request[] = [];
  #started = 0;
  #ended = 0;
  #failed = 0;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  start(startMs: number, { latencyMs, failure }: Fate): void {
    this.#started += 1;
    this.#inFlight.push({ startMs, endMs: startMs + latencyMs, failure });
  }

  /** Lets requests that hang end shortly. */
  letGo(nowMs: number): void {
    for (const request of this.#inFlight) if (request.endMs === Number.POSITIVE_INFINITY) request.endMs = nowMs + 10;
  }

  /** Ends what ends until now. */
  advance(nowMs: number): void {
    this.#inFlight = this.#inFlight.filter((request) => {
      const endMs = Math.min(request.endMs, request.startMs + this.#timeoutMs);
      if (endMs > nowMs) return true;
      this.#end(endMs - request.startMs, request.endMs > endMs ? "timeout" : request.failure);
      return false;
    });
  }

  totals(nowMs: number): SignalTotals {
    const ages = new Histogram();
    for (const { startMs } of this.#inFlight) ages.record(nowMs - startMs);
    return {
      started: this.#started,
      ended: this.#ended,
      failed: this.#failed,
      errors: { ...this.#errors },
      latency: this.#latency.toSparse(),
      inFlight: this.#inFlight.length,
      ages: ages.toSparse(),
    };
  }

  #end(latencyMs: number, failure: string | undefined): void {
    this.#ended += 1;
    this.#latency.record(latencyMs);
    if (failure === undefined) return;
    this.#failed += 1;
    this.#errors[failure] = (this.#errors[failure] ?? 0) + 1;
  }
}
