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

/** Nothing is looked for beyond. */
const RATIO_MOST = 1e4;
/** First step from what was measured, on the scale of logarithms; the next is twice as far. */
const FIRST_STEP = 0.01;
const HALVINGS = 12;

/**
 * A percentile of one arm as so many times that of the other, with all ratios that the requests don't speak against.
 *
 * The arm of each request was drawn, apart from all others, so that of the requests of an arm as many are above the percentile of
 * all as there should be, but for chance; that holds for any latencies, however they depend on each other. A ratio is ruled out if,
 * wherever the other arm's percentile is, the numbers above it and above so many times of it are together too far from that. Undefined
 * without requests.
 */
export function ratioOf(latency: OfArms<SparseHistogram>, quantile: number): Compared | undefined {
  const [subjectMs, otherMs] = [quantileMs(latency.subject, quantile), quantileMs(latency.other, quantile)];
  if (subjectMs === undefined || otherMs === undefined || otherMs === 0) return undefined;
  const measured = subjectMs / otherMs;
  const [subject, other] = [standingsOf(latency.subject, quantile), standingsOf(latency.other, quantile)];
  const isRuledOut = (ratio: number) => leastFar(subject, other, ratio) > FAR;
  const low = measured / factorTo((by) => isRuledOut(measured / by));
  const high = measured * factorTo((by) => isRuledOut(measured * by));
  // No latency is known better than its bucket.
  return {
    measured,
    low: low * (1 - BUCKET_WIDTH),
    high: high * (1 + BUCKET_WIDTH),
    samples: Math.min(countOf(latency.subject), countOf(latency.other)),
  };
}

/**
 * The error rate of one arm less that of the other, by the same means: each arm's is so far from where it may be, and together they
 * are no further. Undefined where nothing ended.
 *
 * R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998), 873–890.
 */
export function excessOf({ subject, other }: OfArms<Rate>): Compared | undefined {
  if (subject.ended === 0 || other.ended === 0) return undefined;
  const measured = subject.failed / subject.ended - other.failed / other.ended;
  const [one, two] = [around(subject), around(other)];
  return {
    measured,
    low: Math.max(-1, measured - Math.hypot(one.below, two.above)),
    high: Math.min(1, measured + Math.hypot(one.above, two.below)),
    samples: Math.min(subject.ended, other.ended),
  };
}

/** Bounds as in `farFrom`, by the chance that each fails (Wilson's interval), or by how many did, whichever tells less. */
function around({ failed, ended }: Rate): { readonly below: number; readonly above: number } {
  const share = failed / ended;
  const { low, high } = wilson(failed, ended, FAR);
  const reach = ended > FAR ** 2 ? FAR * Math.sqrt((share * (1 - share)) / (ended - FAR ** 2)) : 1;
  return {
    below: Math.max(share - low, Math.min(share, reach)),
    above: Math.max(high - share, Math.min(1 - share, reach)),
  };
}

/** The distance of an arm, in standard deviations, from having its percentile at a latency: above 0 where too many are above. */
interface Standing {
  readonly ms: number;
  /** Right there, where those that have this very latency may count as above or not, whichever is nearer to 0. */
  readonly at: number;
  /** Between there and the next latency. */
  readonly after: number;
}

interface Standings {
  /** Below the first. */
  readonly before: number;
  /** In rising order, without those below and above where it is too far by itself: a run asks for this twenty times a second. */
  readonly list: readonly Standing[];
}

function standingsOf(latency: SparseHistogram, quantile: number): Standings {
  const count = countOf(latency);
  const list: Standing[] = [];
  const before = farFrom(count, count, quantile);
  let [above, least] = [count, before];
  for (let index = 0; index < latency.length; index += 2) {
    above -= latency[index + 1] ?? 0;
    const after = farFrom(above, count, quantile);
    const at = least > 0 && after < 0 ? 0 : least > 0 ? after : least;
    list.push({ ms: bucketMs(latency[index] ?? 0), at, after });
    least = after;
  }
  const from = list.findIndex((one) => one.after <= FAR);
  const to = list.findLastIndex((one) => one.after >= -FAR) + 1;
  return { before: list[from - 1]?.after ?? before, list: list.slice(from, to + 1) };
}

/** The distance by the chance that each is above, or by how many are, whichever tells less. */
function farFrom(above: number, count: number, quantile: number): number {
  const due = (1 - quantile) * count;
  const squares = Math.max(due * quantile, above * quantile ** 2 + (count - above) * (1 - quantile) ** 2);
  return (above - due) / Math.sqrt(squares);
}

/** The distance of both arms, in standard deviations and together, from a ratio, with the other's percentile where that is least. */
function leastFar(subject: Standings, other: Standings, ratio: number): number {
  let least = Number.POSITIVE_INFINITY;
  let [ofSubject, ofOther] = [subject.before, other.before];
  for (let s = 0, o = 0; ofSubject > 0 || ofOther > 0; ) {
    const [nextSubject, nextOther] = [subject.list[s], other.list[o]];
    const subjectMs = nextSubject === undefined ? Number.POSITIVE_INFINITY : nextSubject.ms / ratio;
    const otherMs = nextOther?.ms ?? Number.POSITIVE_INFINITY;
    const [isSubject, isOther] = [subjectMs <= otherMs, otherMs <= subjectMs];
    least = Math.min(
      least,
      Math.hypot(isSubject && nextSubject ? nextSubject.at : ofSubject, isOther && nextOther ? nextOther.at : ofOther),
    );
    if (isSubject && nextSubject) [ofSubject, s] = [nextSubject.after, s + 1];
    if (isOther && nextOther) [ofOther, o] = [nextOther.after, o + 1];
  }
  return least;
}

function countOf(latency: SparseHistogram): number {
  let count = 0;
  for (let index = 1; index < latency.length; index += 2) count += latency[index] ?? 0;
  return count;
}

/** Nearest rank. */
function quantileMs(latency: SparseHistogram, quantile: number): number | undefined {
  const rank = Math.max(1, Math.ceil(quantile * countOf(latency) * (1 - Number.EPSILON)));
  let upTo = 0;
  for (let index = 0; index < latency.length; index += 2) {
    upTo += latency[index + 1] ?? 0;
    if (upTo >= rank) return bucketMs(latency[index] ?? 0);
  }
  return undefined;
}

/** The factor from what was measured to the next ratio that is ruled out; Infinity where none is. */
function factorTo(isRuledOut: (by: number) => boolean): number {
  let [kept, out] = [0, FIRST_STEP];
  while (!isRuledOut(Math.exp(out))) {
    [kept, out] = [out, out * 2];
    if (Math.exp(kept) > RATIO_MOST) return Number.POSITIVE_INFINITY;
  }
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (kept + out) / 2;
    if (isRuledOut(Math.exp(middle))) out = middle;
    else kept = middle;
  }
  return Math.exp(out);
}
