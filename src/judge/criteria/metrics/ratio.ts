import type { Criterion } from "../../../files/experiment/criterion.ts";
import { ratioOf } from "../../measure/compared-arms.ts";
import type { SignalReading } from "../../measure/window.ts";
import { formatNumber } from "../format.ts";
import type { MetricRule, Suspected } from "../metric-rule.ts";
import { isFew, type Suspicion, spoiledBy, stepsOf } from "../suspicion.ts";
import { judgeCompared } from "./judge-compared.ts";

function quantileOf({ metric }: Criterion): number {
  if (metric.kind !== "ratio") throw new RangeError(`${metric.kind} is no ratio`);
  return metric.quantile;
}

/**
 * The share of a percentile that is left at least when lateness and stalls are taken off: for any two delays, no more requests can have
 * been moved across it by them than were late, or stalled, by more.
 */
function shareLeft({ latency, completed }: SignalReading, { lag, delays }: Suspicion, quantile: number): number {
  const left = stepsOf(lag).flatMap((lateMs) =>
    stepsOf(delays).map((stalledMs) => {
      const moved = (lag.countAbove(lateMs) + delays.countAbove(stalledMs)) / completed;
      return moved >= quantile ? 0 : (latency.quantileMs(quantile - moved) ?? 0) - lateMs - stalledMs;
    }),
  );
  return Math.max(0, ...left) / (latency.quantileMs(quantile) ?? 1);
}

/** Tells whether the whole interval would be on the same side whatever was added to either arm, or to both. */
function standsWithout({ criterion, reading, suspicion, interval, waited, same, other }: Suspected): boolean {
  if (other === undefined || interval === undefined) return true;
  const quantile = quantileOf(criterion);
  const { low, high = Number.POSITIVE_INFINITY } = interval;
  const least = low * shareLeft(reading, suspicion, quantile) * (1 - waited);
  const most = high / shareLeft(other.reading, other.suspicion, quantile) / (1 - waited);
  // Of a small arm, few are many.
  const areFew = [{ reading, suspicion }, other].every((arm) => isFew(spoiledBy(arm.suspicion), arm.reading.completed));
  return same(least) && same(most) && areFew;
}

export const ratio: MetricRule = {
  judgeSignal(criterion, signal, { otherArm }) {
    if (otherArm === undefined) return judgeCompared(criterion, undefined);
    const latency = { subject: signal.latency.toSparse(), other: otherArm.latency.toSparse() };
    return judgeCompared(criterion, ratioOf(latency, quantileOf(criterion)));
  },
  stands: standsWithout,
  format: (times) => `${formatNumber(times)}x`,
  isWorseWhenBusy: false,
};
