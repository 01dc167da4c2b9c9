import type { SentText } from "./concealed-text.ts";

/** A number from outside that is asked for again and again. */
export type SampledSignal = PrometheusSignal | AlertSignal | ClusterSignal | ServiceMetricSignal;

interface Sampling {
  readonly name: string;
  readonly everyMs: number;
  /** A gap between two samples that is longer leaves unknown what was in it. Longer than `everyMs`. */
  readonly staleAfterMs: number;
}

export interface PrometheusSignal extends Sampling {
  /** The server's base URL, without a slash at its end: `http://127.0.0.1:9090`. */
  readonly url: SentText;
  /** PromQL that gives a single number. */
  readonly query: SentText;
}

/** An alert of a Prometheus server; its value is the number of its instances that fire. */
export interface AlertSignal extends Sampling {
  /** The server's base URL, without a slash at its end. */
  readonly url: SentText;
  /** The name of its rule: `RetryStorm`. */
  readonly alert: string;
}

/** Only where the system is in a cluster. */
export interface ClusterSignal extends Sampling {
  readonly count: ClusterCount;
  readonly service: string;
}

/**
 * Counts that the API of a cluster has of a service: pods that get requests; restarts of its containers; pods that
 * aren't scheduled or don't run yet; 1 while its HorizontalPodAutoscaler has as many as it may, else 0.
 */
export const clusterCounts = ["ready-replicas", "restarts", "pending-pods", "hpa-at-maximum"] as const;
export type ClusterCount = (typeof clusterCounts)[number];

/** Only where each replica has an address: not in a cluster. */
export interface ServiceMetricSignal extends Sampling {
  readonly service: string;
  /** Samples that are added up, as MetricSelector is written: `circuit_breaker_state{dependency="pricing"}`. */
  readonly metric: string;
}

export function isServiceMetric(signal: SampledSignal): signal is ServiceMetricSignal {
  return "metric" in signal;
}

export function isAlert(signal: SampledSignal): signal is AlertSignal {
  return "alert" in signal;
}

export function isClusterSignal(signal: SampledSignal): signal is ClusterSignal {
  return "count" in signal;
}
