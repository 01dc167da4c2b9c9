import { Histogram } from "../../measure/histogram.ts";
import type { SignalReading } from "../../measure/window.ts";

/**
 * Counts the requests of a reading that began in its time and have been under way for longer than any that ended took: nobody knows
 * that they won't fail. What began before, such as a stream that stays open, isn't the fault's doing.
 */
export function hangingOf({ latency, ages, spanMs }: SignalReading): number {
  const underWay = new Histogram();
  underWay.add(ages);
  const took = new Histogram();
  took.add(latency.toSparse());
  took.subtract(ages);
  return Math.max(0, underWay.countAbove(took.quantileMs(1) ?? 0) - underWay.countAbove(spanMs));
}
