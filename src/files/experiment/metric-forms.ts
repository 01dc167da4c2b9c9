import { comparesArms, type Metric, type WrittenMetric } from "./criterion.ts";
import { parseDuration } from "./duration.ts";
import { parseRate } from "./rate.ts";

/** The form in which the values of a metric are written. */
interface ValueType {
  /** Ends a sentence that says what was found instead. */
  readonly help: string;
  /** The value in the metric's own unit; undefined for anything else. */
  read(word: string): number | undefined;
}

const percentage: ValueType = {
  help: "a share is written in percent: 1%",
  read: (word) => {
    const percent = /^(\d+(?:\.\d+)?)%$/.exec(word)?.[1];
    return percent === undefined || Number(percent) > 100 ? undefined : Number(`${percent}e-2`);
  },
};
const duration: ValueType = { help: "a duration is a number with its unit: 300ms, 2.8s", read: parseDuration };
const rate: ValueType = { help: "a rate is a number with its unit: 200/s", read: parseRate };
const plainNumber: ValueType = {
  help: "it is a plain number: 1.5",
  read: (word) => (/^\d+(?:\.\d+)?$/.test(word) ? Number(word) : undefined),
};
/** The form of a query's value, which may be below zero, and of any size. */
const anyNumber: ValueType = {
  help: "it is a plain number: 5, -0.5, 1e6",
  read: (word) => (/^-?\d+(?:\.\d+)?(?:e[+-]?\d{1,2})?$/.test(word) ? Number(word) : undefined),
};

/** The way in which a metric is written in a criterion. */
interface MetricForm {
  /** The word in a criterion; `p95` stands for every percentile. */
  readonly word: string;
  /** Its meaning, in one line. */
  readonly meaning: string;
  readonly limit: ValueType;
  /** The reason why edges don't have it. */
  readonly notOfEdges?: string;
  /** True for what sampled signals have, and loads don't. */
  readonly isSampled?: true;
  /** True for what is one length of time, so that windows have no meaning for it. */
  readonly isOneTime?: true;
}

/** Every metric, as it is written; how it is judged stands in judge/criteria/metrics. */
export const metricForms: Readonly<Record<WrittenMetric["kind"], MetricForm>> = {
  error_rate: { word: "error_rate", meaning: "share of requests that failed", limit: percentage },
  quantile: { word: "p95", meaning: "percentile of latency, from when a request was due", limit: duration },
  mean: { word: "mean", meaning: "mean latency", limit: duration },
  max: { word: "max", meaning: "longest latency", limit: duration },
  rate: { word: "rate", meaning: "requests that ended", limit: rate },
  attempts: {
    word: "attempts",
    meaning: "connections of sessions that were tried; sessions that stay open try none",
    limit: rate,
    notOfEdges: "attempts is a metric of a load of sessions, not of an edge",
  },
  in_flight: { word: "in_flight", meaning: "requests under way", limit: plainNumber },
  amplification: {
    word: "amplification",
    meaning:
      "retries: calls on the edge for each request that came in to its caller, or attempts for each request of a load",
    limit: plainNumber,
  },
  value: {
    word: "value",
    meaning: "mean of a signal's samples",
    limit: anyNumber,
    notOfEdges: 'value is a metric of what "signals" lists, not of an edge',
    isSampled: true,
  },
  fires: {
    word: "fires",
    meaning: "time from when the first fault went in until an alert fires, or another signal is above 0",
    limit: duration,
    notOfEdges: 'fires is a metric of what "signals" lists, not of an edge',
    isSampled: true,
    isOneTime: true,
  },
  recovery: {
    word: "recovery",
    meaning:
      "time from when the last fault began to be taken out until steady state holds again; where a cluster heals the fault by itself, from when it went in",
    limit: duration,
    notOfEdges: "recovery is a metric of a load, not of an edge",
    isOneTime: true,
  },
};

/** Tells whether a metric is one length of time, so that windows have no meaning for it. */
export function isOneTime(metric: Metric): boolean {
  return !comparesArms(metric) && metricForms[metric.kind].isOneTime === true;
}
