import { edgeName } from "../../values/edge-name.ts";
/** A signal that a criterion can be about: a load or a sampled signal by its name, or an edge. */
export type SignalRef =
  | { readonly kind: "load"; readonly name: string }
  | { readonly kind: "sampled"; readonly name: string }
  | { readonly kind: "edge"; readonly caller: string; readonly callee: string };

/**
 * - `error_rate`: share of ended observations that failed, 0..1
 * - `quantile`: latency in ms; p95 is 0.95, p99.9 is 0.999
 * - `mean`, `max`: latency in ms
 * - `rate`: ended observations per second
 * - `attempts`: connections that a load of sessions tried to open, per second
 * - `in_flight`: requests in flight
 * - `amplification`: calls on an edge per request that came in to its caller; attempts of a load per request
 * - `value`: mean of the samples of a sampled signal, in whatever unit they have
 * - `fires`: ms from when the first fault went in until an alert fires, or another sampled signal is above 0 (in `expect` only)
 * - `recovery`: ms from when the last fault began to be taken out until steady state held again (loads only, in `expect` only)
 * - `ratio`: a percentile of one arm of a load, as so many times that of the other (in `expect` only)
 * - `excess`: the error rate of one arm less that of the other, -1..1 (in `expect` only)
 */
export type Metric = WrittenMetric | ComparedMetric;

/** Metrics that have a word of their own. */
export type WrittenMetric =
  | {
      readonly kind:
        | "error_rate"
        | "mean"
        | "max"
        | "rate"
        | "attempts"
        | "in_flight"
        | "amplification"
        | "value"
        | "fires"
        | "recovery";
    }
  | { readonly kind: "quantile"; readonly quantile: number };

/** Metrics that compare the arm that is a criterion's signal with the other arm of its load. */
export type ComparedMetric = { readonly kind: "ratio"; readonly quantile: number } | { readonly kind: "excess" };

export function comparesArms(metric: Metric): metric is ComparedMetric {
  return metric.kind === "ratio" || metric.kind === "excess";
}

export type Comparison = "<" | "<=" | ">" | ">=";

/** `signal.metric op value [over window] [for duration]`. */
export interface Criterion {
  /** As it was written. */
  readonly text: string;
  readonly signal: SignalRef;
  readonly metric: Metric;
  readonly comparison: Comparison;
  /** In the metric's own unit: a share for rates of errors, ms for durations, per second for rates. */
  readonly limit: number;
  /** Length of the sliding window; without one, the phase that it is judged over. */
  readonly overMs?: number;
  /** Time for which it must hold without a break before it counts. */
  readonly forMs?: number;
}

/** The name that a signal has in journals and reports: `shoppers`, `checkout -> pricing`. */
export function signalName(signal: SignalRef): string {
  return signal.kind === "edge" ? edgeName(signal) : signal.name;
}
