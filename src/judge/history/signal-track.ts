import type { SignalDelta } from "../measure/signal.ts";
import { type SignalReading, SignalWindow } from "../measure/window.ts";
import type { Meddling } from "./meddling.ts";
import type { SignalStats } from "./result.ts";
import { type WindowPoint, WindowSeries } from "./window-series.ts";

/** One signal over the windows that somebody asked for, and over the phase that is on. */
export class SignalTrack {
  readonly #phase = new SignalWindow();
  readonly #series = new WindowSeries();
  readonly #sliding = new Map<number, SignalWindow>();
  #isHeard = false;

  /** @param meddling what the harness may have done to it meanwhile */
  add(atMs: number, delta: SignalDelta, meddling?: Meddling): void {
    this.#isHeard = true;
    this.#phase.add(atMs, delta);
    this.#series.add(atMs, delta, meddling);
    for (const window of this.#sliding.values()) window.add(atMs, delta);
  }

  /** Nothing was heard of the signal; what is older than its windows falls out of them all the same. */
  advance(nowMs: number): void {
    for (const window of this.#sliding.values()) window.advance(nowMs);
  }

  startPhase(atMs: number): void {
    this.#phase.clear(atMs);
    this.#series.startPhase(atMs);
    if (this.#isHeard) return;
    // No window covers the time in which there was nothing to hear.
    for (const window of this.#sliding.values()) window.clear(atMs);
  }

  /** No short window covers what was before and what comes now. */
  cut(atMs: number): void {
    this.#series.cut(atMs);
  }

  /** The short windows that lie between the two times. */
  windows(fromMs: number, toMs: number): WindowPoint[] {
    return this.#series.between(fromMs, toMs);
  }

  /** Keeps a sliding window from now on; ask before the observations come. */
  keepWindow(spanMs: number): void {
    if (!this.#sliding.has(spanMs)) this.#sliding.set(spanMs, new SignalWindow(spanMs));
  }

  /** The sliding window of that length, or without one the phase that is on; undefined when it isn't kept. */
  read(spanMs?: number): SignalReading | undefined {
    return spanMs === undefined ? this.#phase.read() : this.#sliding.get(spanMs)?.read();
  }
}

/** Calls on an edge, or attempts of a load, and the requests that they were for. */
export interface CallsOfRequests {
  readonly calls: number;
  readonly requests: number;
}

/** Counts by status as counts by class, in order; a status that is a word (`grpc NOT_FOUND`) is a class of its own. */
function byClass(statuses: SignalReading["statuses"]): SignalStats["statuses"] {
  const classes: Record<string, number> = {};
  // Keys that are whole numbers come in rising order.
  for (const [status, count] of Object.entries(statuses)) {
    const name = /^\d/.test(status) ? `${status.charAt(0)}xx` : status;
    classes[name] = (classes[name] ?? 0) + count;
  }
  return classes;
}

/**
 * A reading as reports show it. `calls`: what its amplification is of, where it has one. Where calls can't all be seen it
 * has no ratios and no latencies: those of the ones that were would pass for those of all.
 */
export function statsOf(reading: SignalReading, calls?: CallsOfRequests): SignalStats {
  const { started, ended, failed, spanMs, opaque } = reading;
  const counts = {
    started,
    ended,
    failed,
    ratePerS: spanMs > 0 ? (ended / spanMs) * 1000 : 0,
    inFlightMax: reading.inFlightMax,
    errors: reading.errors,
    statuses: byClass(reading.statuses),
  };
  if (opaque > 0) return { ...counts, opaque };
  return {
    ...counts,
    ...(ended > 0 && { errorRate: failed / ended }),
    ...(calls !== undefined && calls.requests > 0 && { amplification: calls.calls / calls.requests }),
    ...quantilesOf(reading),
  };
}

function quantilesOf({ latency }: SignalReading): Pick<SignalStats, "p50Ms" | "p95Ms" | "p99Ms" | "maxMs"> {
  const quantiles = {
    p50Ms: latency.quantileMs(0.5),
    p95Ms: latency.quantileMs(0.95),
    p99Ms: latency.quantileMs(0.99),
    maxMs: latency.quantileMs(1),
  };
  return latency.total === 0 ? {} : (quantiles as Required<Pick<SignalStats, keyof typeof quantiles>>);
}
