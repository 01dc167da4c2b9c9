import { type Interval, wilson } from "../measure/wilson.ts";

/** A share: so many hits of so many trials. */
export interface Share {
  readonly hits: number;
  readonly trials: number;
}

/**
 * An interval of the difference between two shares, from `a` to `b`, -1..1, which the true one is outside of by a chance of less
 * than `chance`, were trials independent. Made of the Wilson intervals of both; the normal quantile is bounded by
 * √(2 ln(1 / chance)), so that it is a little too wide.
 *
 * R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven methods",
 * Statistics in Medicine 17 (1998), 873–890, method 10.
 */
export function shareChange(a: Share, b: Share, chance: number): Interval {
  const z = Math.sqrt(2 * Math.log(1 / chance));
  const [inA, inB] = [wilson(a.hits, a.trials, z), wilson(b.hits, b.trials, z)];
  const [shareA, shareB] = [a.hits / Math.max(1, a.trials), b.hits / Math.max(1, b.trials)];
  return {
    low: shareB - shareA - Math.hypot(shareB - inB.low, inA.high - shareA),
    high: shareB - shareA + Math.hypot(inB.high - shareB, shareA - inA.low),
  };
}
