import type { Criterion } from "../../../files/experiment/criterion.ts";
import type { Judgement } from "../../history/event.ts";
import { wilson } from "../../measure/wilson.ts";
import type { SignalReading } from "../../measure/window.ts";
import { formatMs, formatNumber } from "../format.ts";
import { decided, undecided } from "../judgement.ts";
import type { MetricRule } from "../metric-rule.ts";
import { type Suspicion, stepsOf } from "../suspicion.ts";

/**
 * Samples that a quantile (0..1, exclusive) needs: 1 / (1 - quantile), so that one is expected beyond it: 20 for
 * p95, 100 for p99, 1,000 for p99.9. With fewer, the nearest rank is the slowest request, whatever it was.
 */
function quantileSamples(quantile: number): number {
  // 1 / (1 - 0.9) is 10.000000000000002, and means 10.
  return Math.ceil(1 / (1 - quantile) - 1e-6);
}

/**
 * Judged by the measured quantile once there are quantileSamples. With fewer, an upper limit can still be proven
 * broken: a quantile is above the limit when more than the share 1 - quantile of all requests is, and the Wilson
 * interval of that share tells.
 */
function judgeQuantile(criterion: Criterion, quantile: number, reading: SignalReading): Judgement {
  const { latency, completed } = reading;
  const measured = latency.quantileMs(quantile);
  if (measured === undefined) return undecided("no request ended or is in flight", 0);
  const needed = quantileSamples(quantile);
  if (completed >= needed) return decided(criterion, measured, completed);
  const isUpperLimit = criterion.comparison === "<" || criterion.comparison === "<=";
  const provenAbove = wilson(latency.countAbove(criterion.limit), completed).low > 1 - quantile;
  if (isUpperLimit && provenAbove) return { holds: "false", measured, samples: completed };
  const name = `p${Number((quantile * 100).toFixed(6))}`;
  return undecided(
    `needs ${formatNumber(needed)} samples to have a ${name}, got ${formatNumber(completed)}`,
    completed,
    measured,
  );
}

/**
 * Tells whether more requests are above the limit than the quantile allows though each was touched: for any two delays,
 * no more requests can be moved across the limit by them than were late, or stalled, by more.
 */
function isAboveWithout(
  { latency, completed }: SignalReading,
  quantile: number,
  limitMs: number,
  { lag, delays }: Suspicion,
): boolean {
  const allowed = completed - Math.ceil(quantile * completed * (1 - Number.EPSILON));
  return stepsOf(lag).some((lateMs) =>
    stepsOf(delays).some((stalledMs) => {
      const moved = lag.countAbove(lateMs) + delays.countAbove(stalledMs);
      return latency.countSeenAbove(limitMs + lateMs + stalledMs) - moved > allowed;
    }),
  );
}

function isBelowWith(reading: SignalReading, quantile: number, limitMs: number, spoiled: number): boolean {
  if (spoiled === 0) return true;
  return reading.latency.countSeenAbove(limitMs) + spoiled <= reading.completed * (1 - quantile);
}

function quantileOf({ metric }: Criterion): number {
  if (metric.kind !== "quantile") throw new RangeError(`${metric.kind} is no quantile`);
  return metric.quantile;
}

export const quantile: MetricRule = {
  judgeSignal: (criterion, signal) => judgeQuantile(criterion, quantileOf(criterion), signal),
  samplesNeeded: (criterion) => quantileSamples(quantileOf(criterion)),
  stands: ({ criterion, reading, suspicion, isAbove, spoiled, waited }) =>
    isAbove
      ? isAboveWithout(reading, quantileOf(criterion), criterion.limit / (1 - waited), suspicion)
      : isBelowWith(reading, quantileOf(criterion), criterion.limit, spoiled),
  lagMs: (lag, criterion) => lag.quantileMs(quantileOf(criterion)),
  format: formatMs,
  isWorseWhenBusy: true,
};
