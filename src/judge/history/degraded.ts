import type { SignalStats } from "./result.ts";

/** Of fewer requests, two slow ones are enough to move the median. */
export const MEDIAN_SAMPLES_MIN = 5;
/** Of fewer requests, the p95 is the slowest. */
export const P95_SAMPLES_MIN = 20;
/** Fewer failures may be of one hiccup, whatever share they are. */
const FAILURES_MIN = 3;

/** Bounds for "clearly slower": so many times, and so many ms more. The noise of a small machine is less. */
const MUCH_SLOWER = { p95: { times: 3, moreMs: 50 }, median: { times: 2, moreMs: 20 } } as const;
/** So many points more failures are clearly more. */
const MUCH_MORE_FAILURES = 0.05;

/** Tells whether a latency is clearly above what it was, both in ms. */
export function isMuchSlower(nowMs: number, wasMs: number, of: keyof typeof MUCH_SLOWER): boolean {
  return nowMs > muchSlowerFromMs(wasMs, of);
}

/** The latency in ms from which on it is clearly above what it was. */
export function muchSlowerFromMs(wasMs: number, of: keyof typeof MUCH_SLOWER): number {
  const { times, moreMs } = MUCH_SLOWER[of];
  return Math.max(wasMs * times, wasMs + moreMs);
}

/** Tells whether a share of failures, 0..1, is clearly above what it was. */
export function failsMuchMore(now: number, was: number): boolean {
  return now > was + MUCH_MORE_FAILURES;
}

/**
 * Tells whether a signal looks clearly worse over one window than in its baseline; whether that is more than noise is
 * standingOf's.
 */
export function looksDegraded(now: SignalStats, baseline: SignalStats): boolean {
  const seen = now.ended + now.inFlightMax;
  const exceeds = (value: number | undefined, was: number | undefined, of: keyof typeof MUCH_SLOWER) =>
    value !== undefined && was !== undefined && isMuchSlower(value, was, of);
  return (
    (seen >= P95_SAMPLES_MIN && exceeds(now.p95Ms, baseline.p95Ms, "p95")) ||
    (seen >= MEDIAN_SAMPLES_MIN && exceeds(now.p50Ms, baseline.p50Ms, "median")) ||
    (now.failed >= FAILURES_MIN && failsMuchMore(now.errorRate ?? 0, baseline.errorRate ?? 0))
  );
}

type Measured = Pick<SignalStats, "p95Ms" | "errorRate">;

/**
 * Distance of a signal from its baseline: 0 as it was, 1 at ten times its p95 or half its requests failing. Latency
 * counts on a logarithmic scale, so that twice as slow is visible and ten times is full.
 */
export function heatOf(now: Measured, baseline: Measured): number {
  const slower = (now.p95Ms ?? 0) / Math.max(baseline.p95Ms ?? 1, 1);
  const failing = (now.errorRate ?? 0) - (baseline.errorRate ?? 0);
  return Math.min(1, Math.max(0, Math.log10(Math.max(slower, 1)), failing * 2));
}
