import { formatInterval, formatMetric } from "../judge/criteria/judgement-in-words.ts";
import type { JudgedCriterion } from "../judge/history/result.ts";
import { type Interval, wilson } from "../judge/measure/wilson.ts";
import type { CriterionIntervals } from "./criterion-intervals.ts";

/** True where it is as it should be: an abort that does not hold is good. Undefined where that isn't known. */
export function isWell({ role, judgement }: Pick<JudgedCriterion, "role" | "judgement">): boolean | undefined {
  return judgement.holds === "unknown" ? undefined : (judgement.holds === "true") !== (role === "abort");
}

/** The measured value; undefined where nothing was measured. */
export function measuredInWords({ metric, judgement }: JudgedCriterion): string | undefined {
  return judgement.measured === undefined ? undefined : formatMetric(metric, judgement.measured);
}

/** `+280 ms` short of the limit, `-2,541 ms` beyond it; undefined where nothing was measured. */
export function marginInWords({ metric, margin }: JudgedCriterion): string | undefined {
  if (margin === undefined) return undefined;
  return `${margin > 0 ? "+" : ""}${formatMetric(metric, margin)}`;
}

/**
 * The 95 % interval: of an error rate, `0.02 % to 0.61 %`, Wilson's, by which it is judged; of a percentile of a whole phase that
 * between order statistics; of a comparison of arms the one of 99.5 % by which it is judged. Undefined for all other metrics: they keep what they were, and not what they were made of.
 */
export function intervalInWords(criterion: JudgedCriterion, intervals: CriterionIntervals): string | undefined {
  const { metric, judgement } = criterion;
  if (judgement.interval !== undefined) return `${formatInterval(metric, judgement.interval)} (99.5 %)`;
  const found = metric.kind === "error_rate" ? errorInterval(criterion) : intervals.of(criterion);
  return found && `${formatMetric(metric, found.low)} to ${formatMetric(metric, found.high)}`;
}

function errorInterval({ judgement: { measured, samples } }: JudgedCriterion): Interval | undefined {
  if (measured === undefined || samples === 0) return undefined;
  return wilson(Math.round(measured * samples), samples);
}
