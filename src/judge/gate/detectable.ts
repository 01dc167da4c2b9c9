import { median } from "../measure/median.ts";
import { clipped } from "./clip.ts";
import type { MaxT } from "./max-t.ts";

/**
 * Standard errors above the difference that must be seen, at which it is nineteen times of twenty. Were that difference known,
 * 1.645 would do; it is an estimate from a few runs, and so is the standard error. By bench/gate.ts.
 */
const NINETEEN_OF_TWENTY = 3;
/** So that what is found is known to a 250th of the most that is looked for. */
const HALVINGS = 8;

/** A column of a test, on the scale on which it is tested. */
export interface TestedColumn {
  readonly place: number;
  readonly baseline: readonly number[];
  readonly checked: readonly number[];
}

/** The level of a test, and which differences it looks for, on the column's scale. */
export interface Search {
  readonly level: number;
  /** Less isn't called worse, however sure. */
  readonly least: number;
  readonly most: number;
}

/**
 * The smallest true difference that such a check finds about nineteen times of twenty; undefined where it is more than the most
 * that is looked for. The test is inverted: the checked runs are moved to where those of the baseline are, and then up until
 * it calls them worse. That is the difference that must be seen; what is seen varies around the true one by the standard
 * error of the difference between two means, of which some come on top. Where few runs are far off it is found less often.
 */
export function detectableDifference(test: MaxT, column: TestedColumn, search: Search): number | undefined {
  const { baseline, checked, place } = column;
  const { level, least, most } = search;
  const from = median(baseline) - median(checked);
  const movedBy = (difference: number) => clipped([...baseline, ...checked.map((value) => value + from + difference)]);
  const isFound = (difference: number) => test.chanceWith(place, movedBy(difference)) <= level;
  if (!isFound(most)) return undefined;
  let [missed, found] = [0, most];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (missed + found) / 2;
    if (isFound(middle)) found = middle;
    else missed = middle;
  }
  const difference = Math.max(found, least) + NINETEEN_OF_TWENTY * standardError(movedBy(0), baseline.length);
  return difference <= most ? difference : undefined;
}

/** The standard error of the difference between the mean of the first `early` values and that of the others. */
export function standardError(values: readonly number[], early: number): number {
  const groups = [values.slice(0, early), values.slice(early)];
  const squares = groups.reduce((sum, group) => sum + squaresAround(group), 0);
  const variance = squares / Math.max(1, values.length - groups.length);
  return Math.sqrt(variance * groups.reduce((sum, { length }) => sum + 1 / length, 0));
}

function squaresAround(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
