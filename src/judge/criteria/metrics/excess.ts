import { type Compared, excessOf, type Rate } from "../../measure/compared-arms.ts";
import type { SignalReading } from "../../measure/window.ts";
import { formatShare } from "../format.ts";
import type { MetricRule, Suspected } from "../metric-rule.ts";
import { type Suspicion, spoiledBy } from "../suspicion.ts";
import { shareWithout } from "./error-rate.ts";
import { hangingOf } from "./hanging.ts";
import { judgeCompared } from "./judge-compared.ts";

/** The share of an arm's requests that may have failed for what the harness did. */
function shareBy(reading: SignalReading, suspicion: Suspicion): number {
  return reading.ended === 0 ? 0 : reading.failed / reading.ended - shareWithout(reading, suspicion);
}

/** Tells whether the whole interval would be on the same side without the failures that the harness may have made in either arm. */
function standsWithout({ reading, suspicion, interval, same, other }: Suspected): boolean {
  if (other === undefined || interval === undefined || reading.ended === 0) return true;
  const spoiled = spoiledBy(suspicion) / reading.ended + spoiledBy(other.suspicion) / other.reading.ended;
  const least = interval.low - shareBy(reading, suspicion) - spoiled;
  const most = (interval.high ?? 1) + shareBy(other.reading, other.suspicion) + spoiled;
  return same(least) && same(most);
}

/** An arm whose requests that hang will all have failed. */
function withHanging(reading: SignalReading): Rate {
  const hanging = hangingOf(reading);
  return { ended: reading.ended + hanging, failed: reading.failed + hanging };
}

/** The comparison whatever becomes of requests that hang: they may fail when the phase is over. */
function compare(subject: SignalReading, other: SignalReading): Compared | undefined {
  const seen = excessOf({ subject, other });
  const least = excessOf({ subject, other: withHanging(other) });
  const most = excessOf({ subject: withHanging(subject), other });
  if (seen === undefined || least === undefined || most === undefined) return undefined;
  return { ...seen, low: Math.min(seen.low, least.low), high: Math.max(seen.high, most.high) };
}

export const excess: MetricRule = {
  judgeSignal: (criterion, signal, { otherArm }) => judgeCompared(criterion, otherArm && compare(signal, otherArm)),
  stands: standsWithout,
  format: formatShare,
  isWorseWhenBusy: false,
};
