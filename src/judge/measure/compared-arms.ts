import { normalQuantile } from "../../values/normal-quantile.ts";
import { BUCKET_WIDTH, bucketMs, type SparseHistogram } from "./histogram.ts";
import { type Interval, wilson } from "./wilson.ts";

/** A comparison of two arms: what was measured, and where the truth may lie. */
export interface Compared extends Interval {
  readonly measured: number;
  /** Requests of the smaller arm. */
  readonly samples: number;
}

/** A figure of either arm: of the one that is spoken of, and of the one that it is compared with. */
export interface OfArms<Figure> {
  readonly subject: Figure;
  readonly other: Figure;
}

export interface Rate {
  readonly ended: number;
  readonly failed: number;
}

/** Chance with which an interval misses the truth, in all; half of it on either side. */
const CHANCE = 0.005;
/**
 * A weighted sum of signs that are drawn is beyond a value at most so many times as likely as a draw from the normal distribution,
 * whatever the weights; no smaller number will do. V. Bentkus and D. Dzindzalieta, "A tight Gaussian bound for weighted sums of
 * Rademacher random variables", Bernoulli 21 (2015), 1231–1237.
 */
const TIMES_NORMAL = 3.178;
const FAR = normalQuantile(1 - CHANCE / 2 / TIMES_NORMAL);
const WILSON_Z = normalQuantile(1 - CHANCE / 2);

/** Nothing is looked for beyond. */
const RATIO_MOST = 1e4;
/** First step from what was measured, on the scale of logarithms; the next is twice as far. */
const FIRST_STEP = 0.01;
const HALVINGS = 12;

/**
 * A percentile of one arm as so many times that of the other, with all ratios that the requests don't speak against.
 *
 * The arm of each request was drawn, apart from all others. If the ratio is r, and the subject's latencies are divided by it, then of
 * those above the percentile of both together the draws decided on which side each counts, so that the sum over all, each by its arm's
 * share, is 0 on average. That holds for any latencies, however they depend on each other. Undefined without requests.
 * @param shares of the requests that each arm is to have
 */
export function ratioOf(
  latency: OfArms<SparseHistogram>,
  quantile: number,
  shares: OfArms<number>,
): Compared | undefined {
  const [subject, other] = [pointsOf(latency.subject), pointsOf(latency.other)];
  const [subjectMs, otherMs] = [quantileMs(subject, quantile), quantileMs(other, quantile)];
  if (subjectMs === undefined || otherMs === undefined || otherMs === 0) return undefined;
  const measured = subjectMs / otherMs;
  const sideAt = (ratio: number) => sideOf(sumAbove({ subject: scaled(subject, ratio), other }, quantile, shares));
  const low = measured / factorTo((by) => sideAt(measured / by) > 0);
  const high = measured * factorTo((by) => sideAt(measured * by) < 0);
  // No latency is known better than its bucket.
  return {
    measured,
    low: low * (1 - BUCKET_WIDTH),
    high: high * (1 + BUCKET_WIDTH),
    samples: Math.min(countOf(subject), countOf(other)),
  };
}

/**
 * The error rate of one arm less that of the other, by the same means. The interval is no narrower than Wilson's intervals of the two
 * rates make it: where failures are few, those that were seen don't show how many there might have been. Undefined where nothing ended.
 *
 * R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998), 873–890.
 */
export function excessOf(rates: OfArms<Rate>, shares: OfArms<number>): Compared | undefined {
  const { subject, other } = rates;
  if (subject.ended === 0 || other.ended === 0) return undefined;
  const measured = subject.failed / subject.ended - other.failed / other.ended;
  const sideAt = (excess: number) => sideOf(sumFailed(rates, excess, shares));
  const counted = newcombe(rates, measured);
  return {
    measured,
    low: Math.max(-1, Math.min(measured - differenceTo((by) => sideAt(measured - by) > 0), counted.low)),
    high: Math.min(1, Math.max(measured + differenceTo((by) => sideAt(measured + by) < 0), counted.high)),
    samples: Math.min(subject.ended, other.ended),
  };
}

/** A sum of terms of which each might as well have the other sign, and the sum of their squares. */
interface Sum {
  readonly sum: number;
  readonly squares: number;
}

/** Tells on which side of 0 a sum is, where chance doesn't explain it: 1 or -1, and 0 where it may. */
function sideOf({ sum, squares }: Sum): -1 | 0 | 1 {
  if (squares === 0 || Math.abs(sum) < FAR * Math.sqrt(squares)) return 0;
  return sum > 0 ? 1 : -1;
}

/** Latencies in rising order, in ms, and how many there are of each. */
type Points = readonly (readonly [ms: number, count: number])[];

function pointsOf(latency: SparseHistogram): Points {
  const points: [number, number][] = [];
  for (let at = 0; at < latency.length; at += 2) points.push([bucketMs(latency[at] ?? 0), latency[at + 1] ?? 0]);
  return points;
}

function scaled(points: Points, ratio: number): Points {
  return points.map(([ms, count]) => [ms / ratio, count] as const);
}

function countOf(points: Points): number {
  return points.reduce((sum, [, count]) => sum + count, 0);
}

/** Nearest rank. */
function quantileMs(points: Points, quantile: number): number | undefined {
  const rank = Math.max(1, Math.ceil(quantile * countOf(points) * (1 - Number.EPSILON)));
  let upTo = 0;
  return points.find(([, count]) => {
    upTo += count;
    return upTo >= rank;
  })?.[0];
}

/** The sum over both arms of what is above the percentile of both, less what there is to be of each. */
function sumAbove(arms: OfArms<Points>, quantile: number, shares: OfArms<number>): Sum {
  const limit = limitOf(arms, quantile);
  const add = (points: Points, weight: number, before: Sum): Sum => {
    let { sum, squares } = before;
    for (const [ms, count] of points) {
      const term = weight * ((ms > limit.ms ? 1 : ms === limit.ms ? limit.tied : 0) - (1 - quantile));
      sum += count * term;
      squares += count * term * term;
    }
    return { sum, squares };
  };
  return add(arms.other, -1 / shares.other, add(arms.subject, 1 / shares.subject, { sum: 0, squares: 0 }));
}

/** The percentile of both arms together, and the share of those right at it that count as above, so that all add up. */
function limitOf({ subject, other }: OfArms<Points>, quantile: number): { readonly ms: number; readonly tied: number } {
  const above = (1 - quantile) * (countOf(subject) + countOf(other));
  let [inSubject, inOther, seen] = [subject.length - 1, other.length - 1, 0];
  while (inSubject >= 0 || inOther >= 0) {
    const ms = Math.max(subject[inSubject]?.[0] ?? -1, other[inOther]?.[0] ?? -1);
    let count = 0;
    if (subject[inSubject]?.[0] === ms) count += subject[inSubject--]?.[1] ?? 0;
    if (other[inOther]?.[0] === ms) count += other[inOther--]?.[1] ?? 0;
    if (seen + count >= above) return { ms, tied: (above - seen) / count };
    seen += count;
  }
  return { ms: 0, tied: 0 };
}

/** The factor from what was measured to the next ratio that is ruled out; Infinity where none is. */
function factorTo(isRuledOut: (by: number) => boolean): number {
  let [kept, step] = [0, FIRST_STEP];
  while (!isRuledOut(Math.exp(step))) {
    [kept, step] = [step, step * 2];
    if (Math.exp(kept) > RATIO_MOST) return Number.POSITIVE_INFINITY;
  }
  return Math.exp(halved(kept, step, (by) => isRuledOut(Math.exp(by))));
}

/** The way from what was measured to the next difference of shares that is ruled out; as far as there is one where none is. */
function differenceTo(isRuledOut: (by: number) => boolean): number {
  return halved(0, 2, isRuledOut);
}

function halved(from: number, to: number, isRuledOut: (by: number) => boolean): number {
  let [kept, out] = [from, to];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (kept + out) / 2;
    if (isRuledOut(middle)) out = middle;
    else kept = middle;
  }
  return out;
}

/** The sum over both arms of what failed, less what there is to be of each where the subject has so much more. */
function sumFailed({ subject, other }: OfArms<Rate>, excess: number, shares: OfArms<number>): Sum {
  const rate = (subject.failed + other.failed - excess * subject.ended) / (subject.ended + other.ended);
  const of = ({ failed, ended }: Rate, due: number, weight: number): Sum => ({
    sum: weight * (failed - due * ended),
    squares: weight ** 2 * (failed * (1 - due) ** 2 + (ended - failed) * due ** 2),
  });
  const [one, two] = [of(subject, rate + excess, 1 / shares.subject), of(other, rate, -1 / shares.other)];
  return { sum: one.sum + two.sum, squares: one.squares + two.squares };
}

function newcombe({ subject, other }: OfArms<Rate>, measured: number): Interval {
  const [one, two] = [around(subject), around(other)];
  return { low: measured - Math.hypot(one.below, two.above), high: measured + Math.hypot(one.above, two.below) };
}

function around({ failed, ended }: Rate): { readonly below: number; readonly above: number } {
  const { low, high } = wilson(failed, ended, WILSON_Z);
  return { below: failed / ended - low, above: high - failed / ended };
}
