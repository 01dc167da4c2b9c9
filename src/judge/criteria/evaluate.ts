import type { Criterion } from "../../files/experiment/criterion.ts";
import { signalName } from "../../files/experiment/criterion.ts";
import type { CriterionRole, Judgement } from "../history/event.ts";
import type { Recovery } from "../history/result.ts";
import type { SignalReading } from "../measure/window.ts";
import { errorRateSamples, judgeErrorRate } from "./error-rate.ts";
import { formatMs } from "./format.ts";
import { compares, decided, FEWEST_SAMPLES, undecided } from "./judgement.ts";
import { judgeMax, judgeMean, judgeQuantile, quantileSamples } from "./latency.ts";
import { judgeAmplification, judgeInFlight, judgeRate } from "./traffic.ts";
import { judgeValue, type ValueReading } from "./value.ts";

/** Measurements that a criterion is judged by. */
export interface CriterionReading {
  /** The criterion's signal over its window; none when the signal could not be read. */
  readonly signal: SignalReading | undefined;
  /** Requests that came in to the edge's caller over the same window; for amplification. */
  readonly incoming?: number;
  /** Connections to the edge's caller on which no requests can be seen. */
  readonly incomingOpaque?: number;
  /** The samples of a sampled signal over the criterion's window; for value. */
  readonly samples?: ValueReading;
  /** The course of recovery, once it was measured; for recovery criteria. */
  readonly recovery?: Pick<Recovery, "recovered" | "afterMs" | "earliestMs">;
}

/**
 * Judges a criterion by what was measured, without its `for` (that is HeldFor's). Unknown when there are fewer
 * samples than the metric needs; `why` says how many. What "enough" means stands with each metric.
 */
export function judge(criterion: Criterion, reading: CriterionReading, role: CriterionRole): Judgement {
  const { metric } = criterion;
  if (metric.kind === "recovery") return judgeRecovery(criterion, reading.recovery);
  const { signal, samples } = reading;
  if (metric.kind === "value" && samples !== undefined) return judgeValue(criterion, samples);
  if (metric.kind === "value" || signal === undefined) {
    return undecided(`${signalName(criterion.signal)} was not measured`, 0);
  }
  if (signal.opaque > 0) return undecided(unseen(signal.opaque, signalName(criterion.signal)), 0);
  switch (metric.kind) {
    case "error_rate":
      return judgeErrorRate(criterion, signal, role);
    case "quantile":
      return judgeQuantile(criterion, metric.quantile, signal);
    case "mean":
      return judgeMean(criterion, signal);
    case "max":
      return judgeMax(criterion, signal);
    case "rate":
      return judgeRate(criterion, signal);
    case "in_flight":
      return judgeInFlight(criterion, signal, role);
    case "amplification":
      if (reading.incomingOpaque) return undecided(unseen(reading.incomingOpaque, "edges to the caller"), 0);
      return judgeAmplification(criterion, signal, reading.incoming);
  }
}

function unseen(connections: number, where: string): string {
  const carry = connections === 1 ? "1 connection" : `${connections} connections`;
  return `no calls can be seen on ${carry} of ${where}: no HTTP/1.1 was on them`;
}

/**
 * Samples from which on a criterion is sure to be decided in steady state and expectations: requests that ended,
 * or, for amplification, that came in to the caller. Undefined for metrics that don't depend on samples.
 */
export function samplesNeeded({ metric, limit }: Criterion): number | undefined {
  switch (metric.kind) {
    case "error_rate":
      return errorRateSamples(limit);
    case "quantile":
      return quantileSamples(metric.quantile);
    case "mean":
    case "amplification":
      return FEWEST_SAMPLES;
    case "max":
      return 1;
    case "rate":
    case "in_flight":
    case "value":
    case "recovery":
      return undefined;
  }
}

/**
 * Distance from what was measured to the limit, in the metric's unit; positive on the good side, which for an
 * abort is the side where it does not hold. Undefined when nothing was measured.
 */
export function marginOf(criterion: Criterion, { measured }: Judgement, role: CriterionRole): number | undefined {
  if (measured === undefined) return undefined;
  const isUpperLimit = criterion.comparison === "<" || criterion.comparison === "<=";
  const inside = isUpperLimit ? criterion.limit - measured : measured - criterion.limit;
  return role === "abort" ? 0 - inside : inside;
}

/** A system that never came back took longer than any limit. */
function judgeRecovery(criterion: Criterion, recovery: CriterionReading["recovery"]): Judgement {
  if (recovery?.recovered === "true" && recovery.afterMs !== undefined) {
    const { afterMs, earliestMs = afterMs } = recovery;
    const [latest, earliest] = [decided(criterion, afterMs, 1), decided(criterion, earliestMs, 1)];
    if (latest.holds === earliest.holds) return latest;
    return undecided(
      `it may have been as early as ${formatMs(earliestMs)}, what is between could not be judged`,
      1,
      afterMs,
    );
  }
  if (recovery?.recovered === "false") {
    const holds = compares(criterion.comparison, Number.POSITIVE_INFINITY, criterion.limit);
    return { holds: holds ? "true" : "false", samples: 1 };
  }
  return undecided("recovery could not be measured", 0);
}
