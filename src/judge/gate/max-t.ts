import type { Ways } from "./ways.ts";

/** Sums that differ by less differ by the order in which they were added, and no more. */
const SAME = 1e-9;

/**
 * A permutation test of several columns at once, by the largest of them (max-T). Each column has a value for each run, those
 * of the checked runs last. Were the checked runs like the others, any of the ways would be as likely to be the real one; so
 * the chance of a column is the share of the ways by which some column looks at least as bad as this one really does. That
 * holds for values of any shape, for columns that depend on each other in any way, and however many there are.
 *
 * P. H. Westfall and S. S. Young, Resampling-Based Multiple Testing (Wiley, 1993).
 */
export class MaxT {
  /** Of each column, from 1 / ways to 1. */
  readonly chances: readonly number[];
  readonly #ways: Ways;
  /** For each way: the largest sum of any column, the place of that column, and the largest sum of all others. */
  readonly #largest: Float64Array;
  readonly #largestOf: Int32Array;
  readonly #second: Float64Array;

  constructor(columns: readonly (readonly number[])[], ways: Ways) {
    this.#ways = ways;
    this.#largest = new Float64Array(ways.count).fill(Number.NEGATIVE_INFINITY);
    this.#largestOf = new Int32Array(ways.count).fill(-1);
    this.#second = new Float64Array(ways.count).fill(Number.NEGATIVE_INFINITY);
    const real = columns.map((values, place) => this.#enter(sumsOf(values, ways), place));
    const sorted = this.#largest.toSorted();
    this.chances = real.map((sum) => (ways.count - firstFrom(sorted, sum - SAME)) / ways.count);
  }

  /** The chance that a column would have with these values, all others being as they are. */
  chanceWith(place: number, values: readonly number[]): number {
    const sums = sumsOf(values, this.#ways);
    const real = (sums.at(-1) ?? 0) - SAME;
    let asBad = 0;
    for (let way = 0; way < sums.length; way++) {
      const others = (this.#largestOf[way] === place ? this.#second[way] : this.#largest[way]) ?? 0;
      if (others >= real || (sums[way] ?? 0) >= real) asBad++;
    }
    return asBad / sums.length;
  }

  /** Takes a column's sums in; returns that of the real way. */
  #enter(sums: Float64Array, place: number): number {
    for (let way = 0; way < sums.length; way++) {
      const sum = sums[way] ?? 0;
      const largest = this.#largest[way] ?? 0;
      if (sum > largest) {
        this.#second[way] = largest;
        this.#largest[way] = sum;
        this.#largestOf[way] = place;
      } else if (sum > (this.#second[way] ?? 0)) this.#second[way] = sum;
    }
    return sums.at(-1) ?? 0;
  }
}

/**
 * For each way, the sum of how far the values of its runs are above the mean of all, in standard deviations of all. It orders
 * ways as the difference between the means of the two groups does.
 */
function sumsOf(values: readonly number[], { count, chosen, places }: Ways): Float64Array {
  const standard = standardised(values);
  const sums = new Float64Array(count);
  for (let way = 0; way < count; way++) {
    let sum = 0;
    for (let at = way * chosen; at < (way + 1) * chosen; at++) sum += standard[places[at] ?? 0] ?? 0;
    sums[way] = sum;
  }
  return sums;
}

function standardised(values: readonly number[]): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  // Values that are all the same differ from their mean by rounding.
  const isLevel = variance <= (mean * 1e-12) ** 2;
  return Float64Array.from(values, (value) => (isLevel ? 0 : (value - mean) / Math.sqrt(variance)));
}

/** The place of the first value that isn't less. */
function firstFrom(sorted: Float64Array, least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
