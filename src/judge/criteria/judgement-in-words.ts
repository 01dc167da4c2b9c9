import type { Criterion, Metric } from "../../files/experiment/criterion.ts";
import type { Judgement } from "../history/event.ts";
import { formatNumber } from "./format.ts";
import { ruleOf } from "./metrics/list.ts";

const WORDS = { true: "holds", false: "does not hold", unknown: "unknown" } as const;

/** A judgement in words: `shoppers.p95 < 300ms: holds at 38 ms (1,200 samples)`. */
export function formatJudgement(criterion: Pick<Criterion, "text" | "metric">, judgement: Judgement): string {
  const { holds, measured, interval } = judgement;
  const range = interval ? `, in truth ${formatInterval(criterion.metric, interval)}` : "";
  const value = measured === undefined ? "" : ` at ${formatMetric(criterion.metric, measured)}${range}`;
  return `${criterion.text}: ${WORDS[holds]}${value}${groundsOf(criterion.metric, judgement)}`;
}

/** Recovery happens once, so that its samples say nothing. */
function groundsOf(metric: Metric, { why, samples }: Judgement): string {
  if (why !== undefined) return ` (${why})`;
  if (ruleOf(metric).isOnce) return "";
  return ` (${formatNumber(samples)} ${samples === 1 ? "sample" : "samples"})`;
}

/** `1.1x to 1.3x`; `at least 4x` where there is no upper end. */
export function formatInterval(metric: Metric, { low, high }: NonNullable<Judgement["interval"]>): string {
  const from = formatMetric(metric, low);
  return high === undefined ? `at least ${from}` : `${from} to ${formatMetric(metric, high)}`;
}

/** A measured value in the unit of its metric: `12.3 %`, `2.84 s`, `38 ms`, `200/s`, `1.42x`. */
export function formatMetric(metric: Metric, value: number): string {
  return ruleOf(metric).format(value);
}
