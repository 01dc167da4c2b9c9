import { bucketOf, type SparseHistogram } from "../../src/judge/measure/histogram.ts";
import type { SignalDelta } from "../../src/judge/measure/signal.ts";

interface Request {
  readonly startMs: number;
  readonly endMs: number;
  readonly failure: string | undefined;
}

/** The requests of one signal, as the ticks of a run tell of them. */
export class Traffic {
  #inFlight: Request[] = [];
  #started = 0;

  start(startMs: number, latencyMs: number, failure: string | undefined): void {
    this.#started += 1;
    this.#inFlight.push({ startMs, endMs: startMs + latencyMs, failure });
  }

  /** Takes what happened since the tick before. */
  take(nowMs: number): SignalDelta {
    const over = this.#inFlight.filter(({ endMs }) => endMs <= nowMs);
    this.#inFlight = this.#inFlight.filter(({ endMs }) => endMs > nowMs);
    const errors: Record<string, number> = {};
    for (const { failure } of over) if (failure !== undefined) errors[failure] = (errors[failure] ?? 0) + 1;
    const started = this.#started;
    this.#started = 0;
    return {
      started,
      ended: over.length,
      failed: over.filter(({ failure }) => failure !== undefined).length,
      errors,
      statuses: { "2xx": over.length },
      latency: sparse(over.map(({ startMs, endMs }) => endMs - startMs)),
      inFlight: this.#inFlight.length,
      ages: sparse(this.#inFlight.map(({ startMs }) => nowMs - startMs)),
    };
  }
}

/** A histogram of these durations in ms. */
export function sparse(durationsMs: readonly number[]): SparseHistogram {
  const counts = new Map<number, number>();
  for (const ms of durationsMs) counts.set(bucketOf(ms), (counts.get(bucketOf(ms)) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b).flat();
}
