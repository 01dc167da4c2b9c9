import { chanceOf } from "../measure/chance.ts";
import { median } from "../measure/median.ts";

/** Of fewer windows, ranks can't tell a figure that drifts from one that doesn't: the chance of 6 before 6 is 0.1 %. */
export const WINDOWS_MIN = 12;

/** Chance at which halves that are alike are taken for a drift, as verdicts have it (docs/verdicts.md). */
const ALPHA = 0.005;
/** Smaller differences between the halves are no drift to speak of, however sure they are. */
const DRIFT = { times: 1.25, moreMs: 2 } as const;

/** A figure that rose or fell over a measurement. */
export interface Drift {
  /** Of the earlier half's windows, the middle one; and of the later half's. */
  readonly before: number;
  readonly after: number;
}

/** Finds a drift in the values of windows in their order: by ranks (Fisher's exact test on both sides of their median). */
export function driftOf(values: readonly number[]): Drift | undefined {
  const half = Math.floor(values.length / 2);
  const [earlier, later] = [values.slice(0, half), values.slice(half)];
  const middle = median(values);
  const above = (part: readonly number[]) => part.filter((value) => value > middle).length;
  const rose = chanceOf(above(earlier), earlier.length, above(later), later.length);
  const fell = chanceOf(above(later), later.length, above(earlier), earlier.length);
  if (Math.min(rose, fell) > ALPHA) return undefined;
  const [before, after] = [median(earlier), median(later)];
  const [low, high] = [Math.min(before, after), Math.max(before, after)];
  return high > low * DRIFT.times && high > low + DRIFT.moreMs ? { before, after } : undefined;
}
