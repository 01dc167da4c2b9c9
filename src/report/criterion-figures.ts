import { formatMetric } from "../judge/criteria/judgement-in-words.ts";
import type { JudgedCriterion } from "../judge/history/result.ts";
import { wilson } from "../judge/measure/wilson.ts";

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
 * The 95 % Wilson interval of an error rate, `0.02 % to 0.61 %`, by which it is judged. Undefined for all other metrics: a
 * result keeps of them what they were, and not what they were made of.
 */
export function intervalInWords({ metric, judgement }: JudgedCriterion): string | undefined {
  const { measured, samples } = judgement;
  if (metric.kind !== "error_rate" || measured === undefined || samples === 0) return undefined;
  const { low, high } = wilson(Math.round(measured * samples), samples);
  return `${formatMetric(metric, low)} to ${formatMetric(metric, high)}`;
}
