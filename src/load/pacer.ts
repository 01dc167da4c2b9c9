import type { Pacing } from "../files/experiment/load-spec.ts";
import type { Random } from "../values/random/random.ts";

/**
 * Says when the next arrival of a load is due, in milliseconds since the load began: one time a call, never
 * earlier than the one before; Infinity when no arrival is left.
 */
export type Pacer = () => number;

/** A stretch of time whose rate goes in a straight line; the last one of a pacing lasts for ever. */
interface Stretch {
  readonly fromPerS: number;
  readonly toPerS: number;
  readonly lengthS: number;
}

/**
 * The arrivals of a pacing. Those at a fixed or planned rate are computed from their number, not from the
 * arrival before, so that nothing adds up: the n-th comes when the integral of the rate reaches n, the first
 * at once. Poisson arrivals (exponential gaps) come from `random`.
 */
export function pacer(pacing: Pacing, random: Random): Pacer {
  switch (pacing.kind) {
    case "constant":
      return planned([steady(pacing.ratePerS, Infinity)]);
    case "poisson":
      return poisson(pacing.ratePerS, random);
    case "ramp": {
      const { fromPerS, toPerS, overMs } = pacing;
      return planned([{ fromPerS, toPerS, lengthS: overMs / 1000 }, steady(toPerS, Infinity)]);
    }
    case "steps": {
      const last = pacing.steps.at(-1)?.ratePerS ?? 0;
      const steps = pacing.steps.map((step) => steady(step.ratePerS, step.forMs / 1000));
      return planned([...steps, steady(last, Infinity)]);
    }
  }
}

const steady = (ratePerS: number, lengthS: number): Stretch => ({ fromPerS: ratePerS, toPerS: ratePerS, lengthS });

function poisson(ratePerS: number, random: Random): Pacer {
  if (ratePerS === 0) return () => Infinity;
  let atMs = 0;
  return () => {
    // 1 - random() is in (0, 1], so that its logarithm is finite.
    atMs += (-Math.log(1 - random()) / ratePerS) * 1000;
    return atMs;
  };
}

function planned(stretches: readonly Stretch[]): Pacer {
  let index = 0;
  let beganMs = 0;
  let arrivalsBefore = 0;
  let n = 0;
  return () => {
    for (;;) {
      const stretch = stretches[index];
      if (stretch === undefined) return Infinity;
      const inStretch = n - arrivalsBefore;
      const isLast = stretch.lengthS === Infinity;
      const arrivals = isLast ? Infinity : ((stretch.fromPerS + stretch.toPerS) / 2) * stretch.lengthS;
      if (inStretch < arrivals || isLast) {
        n++;
        return beganMs + timeOfMs(stretch, inStretch);
      }
      arrivalsBefore += arrivals;
      beganMs += stretch.lengthS * 1000;
      index++;
    }
  };
}

/**
 * Time at which `arrivals` arrivals have come since the stretch began: solves from * t + (to - from) / length * t² / 2
 * for t, in the form that doesn't lose digits when the slope is small.
 */
function timeOfMs(stretch: Stretch, arrivals: number): number {
  const { fromPerS, toPerS, lengthS } = stretch;
  if (fromPerS === toPerS) return fromPerS === 0 ? Infinity : (arrivals * 1000) / fromPerS;
  if (arrivals === 0) return 0;
  const slope = (toPerS - fromPerS) / lengthS;
  const atRatePerS = Math.sqrt(Math.max(0, fromPerS ** 2 + 2 * slope * arrivals));
  return (2 * arrivals * 1000) / (fromPerS + atRatePerS);
}
