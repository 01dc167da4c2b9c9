import { Histogram, type SparseHistogram } from "../judge/measure/histogram.ts";
import type { SignalDelta } from "../judge/measure/signal.ts";
import type { LoadBatch } from "./load.ts";

/** Measurements of a load that ran alone; as `brownout load --json` prints it, hence the names. */
export interface LoadReport {
  readonly kind: "open-loop" | "autocannon";
  /** Requests whose time came, sent or not. */
  readonly requests: number;
  readonly failures: number;
  /** Number of failed requests by reason: `timeout`, `overflow`, `late`, `status 503`, `ECONNREFUSED`, `malformed answer: chunk`, … */
  readonly errors: Readonly<Record<string, number>>;
  /** Requests that had not ended when the load was stopped. */
  readonly in_flight: number;
  /** Requests sent per second: not those that were due and could not be. */
  readonly rate: number;
  /** Of all requests that were sent; one in flight counts with its age. Null where there was none. */
  readonly latency_ms: Record<"p50" | "p95" | "p99" | "max", number | null>;
  /** Delay in ms from each request's scheduled time to its sending; null for a closed loop, which has no schedule. */
  readonly schedule_lag_ms: Record<"p50" | "p99" | "max", number | null> | null;
  /** The longest in ms that a request was held to be sent together with later ones; null for a closed loop. */
  readonly grain_ms: number | null;
  /** A use that these figures must not be put to. */
  readonly note?: string;
}

/** The report of an open loop, measured in `sendingMs` of sending. */
export function openLoopReport(
  totals: SignalDelta,
  { scheduleLag, grainMs }: Pick<LoadBatch, "scheduleLag" | "grainMs">,
  sendingMs: number,
): LoadReport {
  const latency = histogramOf(totals.latency, totals.ages);
  const lag = histogramOf(scheduleLag);
  return {
    kind: "open-loop",
    requests: totals.started,
    failures: totals.failed,
    errors: totals.errors,
    in_flight: totals.inFlight,
    rate: sendingMs > 0 ? (latency.total * 1000) / sendingMs : 0,
    latency_ms: latencyPercentiles(latency),
    schedule_lag_ms: { p50: quantile(lag, 0.5), p99: quantile(lag, 0.99), max: quantile(lag, 1) },
    grain_ms: grainMs,
  };
}

export function latencyPercentiles(latency: Histogram): LoadReport["latency_ms"] {
  return {
    p50: quantile(latency, 0.5),
    p95: quantile(latency, 0.95),
    p99: quantile(latency, 0.99),
    max: quantile(latency, 1),
  };
}

function histogramOf(...parts: readonly SparseHistogram[]): Histogram {
  const histogram = new Histogram();
  for (const part of parts) histogram.add(part);
  return histogram;
}

function quantile(histogram: Histogram, share: number): number | null {
  return histogram.quantileMs(share) ?? null;
}
