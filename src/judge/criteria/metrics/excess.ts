import { excessOf } from "../../measure/compared-arms.ts";
import type { SignalReading } from "../../measure/window.ts";
import { formatShare } from "../format.ts";
import type { MetricRule, Suspected } from "../metric-rule.ts";
import type { Suspicion } from "../suspicion.ts";
import { shareWithout } from "./error-rate.ts";
import { judgeCompared } from "./judge-compared.ts";

/** The share of an arm's requests that may have failed for what the harness did. */
function shareBy(reading: SignalReading, suspicion: Suspicion): number {
  return reading.ended === 0 ? 0 : reading.failed / reading.ended - shareWithout(reading, suspicion);
}

/** Tells whether the whole interval would be on the same side without the failures that the harness may have made in either arm. */
function standsWithout({ reading, suspicion, interval, spoiled, same, other }: Suspected): boolean {
  if (other === undefined || interval === undefined || reading.ended === 0) return true;
  const least = interval.low - shareBy(reading, suspicion) - spoiled / reading.ended;
  const most = (interval.high ?? 1) + shareBy(other.reading, other.suspicion) + spoiled / reading.ended;
  return same(least) && same(most);
}

export const excess: MetricRule = {
  judgeSignal: (criterion, signal, { otherArm }) =>
    judgeCompared(criterion, otherArm && excessOf({ subject: signal, other: otherArm })),
  stands: standsWithout,
  format: formatShare,
  isWorseWhenBusy: false,
};
