import { median } from "../measure/median.ts";

/** A value counts as far as this from the middle, in standard deviations, and no farther. */
const FENCE = 3;
/** From the median distance from the middle, and from the mean one, to a standard deviation, were values normal. */
const OF_MEDIAN_DISTANCE = 1.4826;
const OF_MEAN_DISTANCE = Math.sqrt(Math.PI / 2);

/**
 * The values, none farther from their middle than three robust standard deviations: one run in which the machine was away
 * would otherwise hide every difference. The fences are those of all values alike, whichever run they are of, so that a test
 * of clipped values holds its level as one of the values would.
 */
export function clipped(values: readonly number[]): readonly number[] {
  const middle = median(values);
  const reach = FENCE * spreadOf(values.map((value) => Math.abs(value - middle)));
  return values.map((value) => Math.min(middle + reach, Math.max(middle - reach, value)));
}

/** The standard deviation by the distances from the middle; by their mean where more than half are 0, as errors may be. */
function spreadOf(distances: readonly number[]): number {
  const usual = OF_MEDIAN_DISTANCE * median(distances);
  if (usual > 0) return usual;
  return (OF_MEAN_DISTANCE * distances.reduce((sum, distance) => sum + distance, 0)) / distances.length;
}
