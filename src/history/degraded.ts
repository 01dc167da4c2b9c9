import type { SignalStats } from "./result.ts";

const QUANTILE_SAMPLES_MIN = 20;
const MEDIAN_SAMPLES_MIN = 5;

/**
 * Whether a signal does clearly worse than it did in the baseline: far enough that the noise of a small
 * machine doesn't look like it (p95 three times and 50 ms more, median twice and 20 ms more, or five points
 * more errors).
 */
export function isDegraded(now: SignalStats, baseline: SignalStats): boolean {
  return isSlower(now, baseline) || failsMore(now, baseline);
}

function isSlower(now: SignalStats, baseline: SignalStats): boolean {
  const seen = now.ended + now.inFlightMax;
  const exceeds = (value: number | undefined, was: number | undefined, factor: number, addMs: number) =>
    value !== undefined && was !== undefined && value > was * factor && value > was + addMs;
  return (
    (seen >= QUANTILE_SAMPLES_MIN && exceeds(now.p95Ms, baseline.p95Ms, 3, 50)) ||
    (seen >= MEDIAN_SAMPLES_MIN && exceeds(now.p50Ms, baseline.p50Ms, 2, 20))
  );
}

function failsMore(now: SignalStats, baseline: SignalStats): boolean {
  return now.failed >= 3 && (now.errorRate ?? 0) > (baseline.errorRate ?? 0) + 0.05;
}

/**
 * How far a signal is from its baseline: 0 as it was, 1 at ten times its p95 or half its requests failing.
 * Latency counts on a logarithmic scale, so that twice as slow is visible and ten times is full.
 */
export function heatOf(now: SignalStats, baseline: SignalStats): number {
  const slower = (now.p95Ms ?? 0) / Math.max(baseline.p95Ms ?? 1, 1);
  const failing = (now.errorRate ?? 0) - (baseline.errorRate ?? 0);
  return Math.min(1, Math.max(0, Math.log10(Math.max(slower, 1)), failing * 2));
}
