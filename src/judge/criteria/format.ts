import type { Criterion, Metric } from "../../files/experiment/criterion.ts";
import type { Judgement } from "../history/event.ts";

const WORDS = { true: "holds", false: "does not hold", unknown: "unknown" } as const;

/** A measured value in the unit of its metric: `12.3 %`, `2.84 s`, `38 ms`, `200/s`, `1.42x`. */
export function formatMetric(metric: Metric, value: number): string {
  switch (metric.kind) {
    case "error_rate":
      return formatShare(value);
    case "quantile":
    case "mean":
    case "max":
    case "recovery":
      return formatMs(value);
    case "rate":
      return `${formatNumber(value)}/s`;
    case "in_flight":
      return formatNumber(value);
    case "amplification":
      return `${formatNumber(value)}x`;
    case "value":
      return formatValue(value);
  }
}

/** A judgement in words: `shoppers.p95 < 300ms: holds at 38 ms (1,200 samples)`. */
export function formatJudgement(criterion: Pick<Criterion, "text" | "metric">, judgement: Judgement): string {
  const { holds, measured } = judgement;
  const value = measured === undefined ? "" : ` at ${formatMetric(criterion.metric, measured)}`;
  return `${criterion.text}: ${WORDS[holds]}${value}${groundsOf(criterion.metric, judgement)}`;
}

/** Recovery happens once, so that its samples say nothing. */
function groundsOf(metric: Metric, { why, samples }: Judgement): string {
  if (why !== undefined) return ` (${why})`;
  if (metric.kind === "recovery") return "";
  return ` (${formatNumber(samples)} ${samples === 1 ? "sample" : "samples"})`;
}

/** A measured time as people say it: `0.35 ms`, `3.8 ms`, `38 ms`, `2.84 s`, `12.3 s`, `2 min 5 s`. */
export function formatMs(durationMs: number): string {
  if (durationMs < 0) return `-${formatMs(-durationMs)}`;
  if (durationMs < 999.5) return `${fixed(durationMs, durationMs < 1 ? 2 : durationMs < 10 ? 1 : 0)} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 119.95) return `${fixed(seconds, seconds < 10 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** A share of 0..1 in per cent, to three digits: `0 %`, `0.04 %`, `12.3 %`. */
export function formatShare(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** `1,200`, `38.5`, `1.42`. */
export function formatNumber(value: number): string {
  return fixed(value, Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0).toLocaleString("en-US");
}

/** A number of whatever unit, to three digits where it is small: `0.00042`, `-38.5`, `1,200`. */
function formatValue(value: number): string {
  return Math.abs(value) < 1 ? String(Number(value.toPrecision(3))) : formatNumber(value);
}

/** To so many decimals, without zeros at the end. */
function fixed(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
