/**
 * Durations in log-linear buckets: 128 a power of two, so that a value is known to better than 0.8 %
 * (the middle of a bucket to 0.4 %), from 1 µs to 71 min, in 13 KB. The layout is HdrHistogram's idea
 * (Gil Tene, hdrhistogram.org) with a fixed range, so that histograms add and subtract bucket by bucket.
 */
const SUB_BUCKET_BITS = 7;
const SUB_BUCKETS = 1 << SUB_BUCKET_BITS;
const BUCKETS = SUB_BUCKETS * 26;
/** The width of a bucket at most, as a share of the durations in it. */
export const BUCKET_WIDTH = 1 / SUB_BUCKETS;
const MAX_US = 2 ** 32 - 1;

/** Non-empty buckets as `[bucket, count, bucket, count, …]`, in rising order: small, and plain JSON. */
export type SparseHistogram = readonly number[];

/** Tells whether a value from a file is one. */
export function isSparseHistogram(value: unknown): value is SparseHistogram {
  if (!Array.isArray(value) || value.length % 2 !== 0) return false;
  let before = -1;
  for (let index = 0; index < value.length; index += 2) {
    const bucket = value[index];
    const count = value[index + 1];
    if (!Number.isInteger(bucket) || bucket <= before || bucket >= BUCKETS) return false;
    if (!Number.isInteger(count) || count <= 0 || count >= 2 ** 32) return false;
    before = bucket;
  }
  return true;
}

/** A histogram to read from, that belongs to someone else. */
export type ReadonlyHistogram = Pick<
  Histogram,
  "total" | "quantileMs" | "meanMs" | "countAbove" | "countSeenAbove" | "toSparse"
>;

/**
 * The bucket that a duration falls into, after rounding to whole microseconds; below 0 counts as 0, above
 * 71 min as 71 min. A RangeError when it isn't a number.
 */
export function bucketOf(durationMs: number): number {
  const us = durationMs * 1000 + 0.5;
  // Nearly every duration is below 2^31 µs (36 min), where `| 0` rounds down and is much cheaper than Math.floor.
  return us >= 0 && us < 2 ** 31 ? bucketOfUs(us | 0) : bucketOfUs(clampedUs(durationMs));
}

function bucketOfUs(us: number): number {
  if (us < SUB_BUCKETS) return us;
  const shift = 31 - Math.clz32(us) - SUB_BUCKET_BITS;
  return (shift << SUB_BUCKET_BITS) + (us >>> shift);
}

function clampedUs(durationMs: number): number {
  if (Number.isNaN(durationMs)) throw new RangeError("a duration must be a number, got NaN");
  return Math.min(Math.max(Math.round(durationMs * 1000), 0), MAX_US);
}

/** The duration in the middle of a bucket, in milliseconds. */
export function bucketMs(bucket: number): number {
  if (bucket < SUB_BUCKETS) return bucket / 1000;
  const shift = (bucket >> SUB_BUCKET_BITS) - 1;
  const width = 2 ** shift;
  const lowestUs = ((bucket & (SUB_BUCKETS - 1)) + SUB_BUCKETS) * width;
  return (lowestUs + (width - 1) / 2) / 1000;
}

/** Counts of durations, up to 2^32 - 1 a bucket. Mutable: a histogram belongs to the one who made it. */
export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  /** Number of durations that it holds. */
  get total(): number {
    return this.#total;
  }

  /** Takes in `count` durations of the same length. A RangeError when the duration isn't a number. */
  record(durationMs: number, count = 1): void {
    const bucket = bucketOf(durationMs);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    this.#total += count;
  }

  /** A RangeError when `other` isn't a sparse histogram of this layout; nothing is added then. */
  add(other: SparseHistogram): void {
    this.#merge(other, 1);
  }

  /** Takes out what was added before; taking out more than was added is a RangeError, and takes out nothing. */
  subtract(other: SparseHistogram): void {
    this.#merge(other, -1);
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  /**
   * The duration, in milliseconds, that the share `quantile` (0..1) of all durations doesn't exceed
   * (nearest rank); undefined when empty.
   */
  quantileMs(quantile: number): number | undefined {
    if (this.#total === 0) return undefined;
    // The rank of 0.07 of 100 is 7, though 0.07 * 100 is 7.000000000000001: one step down before rounding up.
    const rank = Math.max(1, Math.ceil(quantile * this.#total * (1 - Number.EPSILON)));
    let upTo = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      upTo += this.#counts[bucket] ?? 0;
      if (upTo >= rank) return bucketMs(bucket);
    }
    return undefined;
  }

  /** The mean in milliseconds; undefined when empty. */
  meanMs(): number | undefined {
    if (this.#total === 0) return undefined;
    let sum = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = this.#counts[bucket] ?? 0;
      if (count > 0) sum += count * bucketMs(bucket);
    }
    return sum / this.#total;
  }

  /** Number of durations that are longer than this; those in its own bucket don't count as longer. */
  countAbove(durationMs: number): number {
    let above = 0;
    for (let bucket = bucketOf(durationMs) + 1; bucket < BUCKETS; bucket++) above += this.#counts[bucket] ?? 0;
    return above;
  }

  /** Number of durations that are longer than this as quantileMs tells them: by the middle of their bucket. */
  countSeenAbove(durationMs: number): number {
    const bucket = bucketOf(durationMs);
    return this.countAbove(durationMs) + (bucketMs(bucket) > durationMs ? (this.#counts[bucket] ?? 0) : 0);
  }

  toSparse(): SparseHistogram {
    const sparse: number[] = [];
    // Most of the range is behind the last that is held.
    for (let bucket = 0, left = this.#total; left > 0; bucket++) {
      const count = this.#counts[bucket] ?? 0;
      if (count > 0) sparse.push(bucket, count);
      left -= count;
    }
    return sparse;
  }

  #merge(other: SparseHistogram, sign: 1 | -1): void {
    let merged = 0;
    try {
      for (; merged < other.length; merged += 2) this.#change(other, merged, sign);
    } catch (error) {
      for (let at = 0; at < merged; at += 2) this.#change(other, at, sign === 1 ? -1 : 1);
      throw error;
    }
  }

  /** Adds or takes out the pair that stands at `at`. */
  #change(pairs: SparseHistogram, at: number, sign: 1 | -1): void {
    const bucket = pairs[at] ?? Number.NaN;
    const by = sign * (pairs[at + 1] ?? Number.NaN);
    const held = this.#counts[bucket];
    if (held === undefined || !Number.isInteger(by) || held + by < 0) {
      throw new RangeError(`bucket ${bucket} can't go from ${held} by ${by}`);
    }
    this.#counts[bucket] = held + by;
    this.#total += by;
  }
}
