import type { Criterion } from "../../../files/experiment/criterion.ts";
import { ratioOf } from "../../measure/compared-arms.ts";
import { formatNumber } from "../format.ts";
import type { MetricRule, Suspected } from "../metric-rule.ts";
import { isFew, type Suspicion } from "../suspicion.ts";
import { judgeCompared } from "./judge-compared.ts";

function quantileOf({ metric }: Criterion): number {
  if (metric.kind !== "ratio") throw new RangeError(`${metric.kind} is no ratio`);
  return metric.quantile;
}

/** The most that lateness and stalls can have added to a percentile, in ms. */
function addedMs({ lag, delays }: Suspicion, completed: number, quantile: number): number {
  const stalled = delays.total > (1 - quantile) * completed ? (delays.quantileMs(quantile) ?? 0) : 0;
  return (lag.quantileMs(quantile) ?? 0) + stalled;
}

/** Tells whether the ratio would be on the same side whatever was added to either arm, or to both. */
function standsWithout({ criterion, reading, suspicion, measured, spoiled, waited, same, other }: Suspected): boolean {
  if (other === undefined) return true;
  const quantile = quantileOf(criterion);
  const otherMs = other.reading.latency.quantileMs(quantile) ?? 0;
  const subjectMs = measured * otherMs;
  const ofSubject = addedMs(suspicion, reading.completed, quantile);
  const ofOther = addedMs(other.suspicion, other.reading.completed, quantile);
  const least = ((subjectMs - ofSubject) / otherMs) * (1 - waited);
  const most = subjectMs / Math.max(0, otherMs - ofOther) / (1 - waited);
  return same(least) && same(most) && isFew(spoiled, reading.completed);
}

export const ratio: MetricRule = {
  judgeSignal(criterion, signal, { otherArm }) {
    if (otherArm === undefined) return judgeCompared(criterion, undefined);
    const latency = { subject: signal.latency.toSparse(), other: otherArm.reading.latency.toSparse() };
    return judgeCompared(criterion, ratioOf(latency, quantileOf(criterion), otherArm.shares));
  },
  stands: standsWithout,
  format: (times) => `${formatNumber(times)}x`,
  isWorseWhenBusy: false,
};
