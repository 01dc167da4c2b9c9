import type { Random } from "../../values/random/random.ts";
import { clipped } from "../gate/clip.ts";
import { LEVEL } from "../gate/compare-runs.ts";
import { standardError } from "../gate/detectable.ts";
import { MaxT } from "../gate/max-t.ts";
import { waysOf, waysToChoose } from "../gate/ways.ts";
import { median } from "../measure/median.ts";

/** Enough of them to know a chance of 0.5 %, and few enough for hundreds of figures, each at two ends, within seconds. */
const MOST_WAYS = 5_000;
/** Steps out from the middle, each twice as far, after which an end is none. */
const MOST_DOUBLINGS = 40;
/** Standard errors from the middle at which an end is looked for first: where it often is. */
const FIRST_LOOK = 4;
/** So that an end is known to a hundredth of how far it is away, and rather too far. */
const HALVINGS = 6;
/** Standard errors beyond what must be seen, at which it is seen nineteen times of twenty: as in a check against a baseline. */
const NINETEEN_OF_TWENTY = 3;

/** Values of one figure, on the scale on which they are compared. */
export interface TwoSides {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** The change from A to B, on the figure's scale. */
export interface ChangeInterval {
  readonly low: number;
  readonly high: number;
  /** The least true change that such data shows about nineteen times of twenty. */
  readonly shows: number;
}

/** Tells whether so many values on each side can show a difference, up or down, at all. */
export function canDiffer(ofA: number, ofB: number): boolean {
  // Where sides are of one size, the way that is the other way round is as extreme.
  return waysToChoose(ofA + ofB, ofB) * LEVEL >= (ofA === ofB ? 2 : 1);
}

/** The fewest values on each side that can show one. */
export const FEWEST_EACH = fewestEach();

function fewestEach(): number {
  let each = 1;
  while (!canDiffer(each, each)) each++;
  return each;
}

/**
 * An interval of the change of each figure, such that all of them hold at once in 199 of 200 comparisons: all changes that the
 * permutation test of baselines, in both directions and by the largest of all figures (max-T), doesn't reject when B is moved back by
 * them. It assumes that B's values, moved back by the true change, might as well be A's; it assumes nothing of their
 * distribution, or of how figures depend on each other. While one is tested the others are where they seem to be, so that real
 * changes of theirs don't count against it. `canDiffer` must hold of the numbers of values.
 *
 * P. H. Garthwaite, "Confidence intervals from randomization tests", Biometrics 52 (1996), 1387–1393; for several at once
 * P. H. Westfall and S. S. Young, Resampling-Based Multiple Testing (Wiley, 1993).
 * @param clip true where one value that went astray is not to hide every difference
 */
export function simultaneousIntervals(
  columns: readonly TwoSides[],
  clip: boolean,
  random: Random,
): readonly ChangeInterval[] {
  const [first] = columns;
  if (first === undefined) return [];
  const centred = columns.map((column) => new CentredColumn(column, clip));
  const ways = waysOf(first.a.length + first.b.length, first.b.length, random, MOST_WAYS);
  const values = centred.map((column) => column.movedBack(column.centre));
  const test = new MaxT([...values, ...values.map(negative)], ways);
  return centred.map((column, place) => {
    // Moved back too little, B is above A; moved back too much, it is below.
    const isAbove = (change: number) => test.chanceWith(place, column.movedBack(change)) <= LEVEL;
    const isBelow = (change: number) =>
      test.chanceWith(place + columns.length, negative(column.movedBack(change))) <= LEVEL;
    return column.interval(isAbove, isBelow);
  });
}

class CentredColumn {
  /** The change at which the sides are alike. */
  readonly centre: number;
  readonly #sides: TwoSides;
  readonly #clip: boolean;
  readonly #error: number;

  constructor(sides: TwoSides, clip: boolean) {
    this.#sides = sides;
    this.#clip = clip;
    const middles = median(sides.b) - median(sides.a);
    const about = this.movedBack(middles);
    const { length } = sides.a;
    this.centre = middles + mean(about.slice(length)) - mean(about.slice(0, length));
    this.#error = standardError(this.movedBack(this.centre), length);
  }

  /** All values, those of B less a change. */
  movedBack(change: number): readonly number[] {
    const all = [...this.#sides.a, ...this.#sides.b.map((value) => value - change)];
    return this.#clip ? clipped(all) : all;
  }

  interval(isAbove: (change: number) => boolean, isBelow: (change: number) => boolean): ChangeInterval {
    const low = this.centre - this.#reach((by) => isAbove(this.centre - by));
    const high = this.centre + this.#reach((by) => isBelow(this.centre + by));
    const reach = Math.max(high - this.centre, this.centre - low);
    return { low, high, shows: reach + NINETEEN_OF_TWENTY * this.#error };
  }

  /** The way from the centre to where it is rejected. */
  #reach(isRejected: (by: number) => boolean): number {
    let kept = 0;
    let rejected = FIRST_LOOK * Math.max(this.#error, Number.EPSILON);
    for (let doubling = 0; !isRejected(rejected); doubling++) {
      if (doubling === MOST_DOUBLINGS) return Number.POSITIVE_INFINITY;
      kept = rejected;
      rejected *= 2;
    }
    for (let halving = 0; halving < HALVINGS; halving++) {
      const middle = (kept + rejected) / 2;
      if (isRejected(middle)) rejected = middle;
      else kept = middle;
    }
    return rejected;
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function negative(values: readonly number[]): readonly number[] {
  return values.map((value) => -value);
}
