/**
 * Durations in log-linear buckets: 128 a power of two, so that a value is known to better than 0.8 %
 * (the middle of a bucket to 0.4 %), from 1 µs to 71 min, in 13 KB. The layout is HdrHistogram's idea
 * (Gil Tene, hdrhistogram.org) with a fixed range, so that histograms add and subtract bucket by bucket.
 */
const SUB_BUCKET_BITS = 7;
const SUB_BUCKETS = 1 << SUB_BUCKET_BITS;
const BUCKETS = SUB_BUCKETS * 26;
const MAX_US = 2 ** 32 - 1;

/** Non-empty buckets as `[bucket, count, bucket, count, …]`, in rising order: small, and plain JSON. */
export type SparseHistogram = readonly number[];

/** The bucket that a duration falls into; below 0 counts as 0, above 71 min as 71 min. */
export function bucketOf(durationMs: number): number {
  const us = Math.min(Math.max(Math.round(durationMs * 1000), 0), MAX_US);
  if (us < SUB_BUCKETS) return us;
  const shift = 31 - Math.clz32(us) - SUB_BUCKET_BITS;
  return (shift << SUB_BUCKET_BITS) + (us >>> shift);
}

/** The duration in the middle of a bucket, in milliseconds. */
export function bucketMs(bucket: number): number {
  if (bucket < SUB_BUCKETS) return bucket / 1000;
  const shift = (bucket >> SUB_BUCKET_BITS) - 1;
  const lowest = ((bucket & (SUB_BUCKETS - 1)) + SUB_BUCKETS) * 2 ** shift;
  return (lowest + 2 ** shift / 2) / 1000;
}

/** Counts of durations. Mutable: a histogram belongs to the one who made it. */
export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  /** How many durations it holds. */
  get total(): number {
    return this.#total;
  }

  record(durationMs: number, count = 1): void {
    const bucket = bucketOf(durationMs);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    this.#total += count;
  }

  add(other: SparseHistogram): void {
    this.#merge(other, 1);
  }

  /** Takes out what was added before; taking out more than was added is a RangeError. */
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
    let left = Math.max(1, Math.ceil(quantile * this.#total));
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#counts[bucket] ?? 0;
      if (left <= 0) return bucketMs(bucket);
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

  toSparse(): SparseHistogram {
    const sparse: number[] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = this.#counts[bucket] ?? 0;
      if (count > 0) sparse.push(bucket, count);
    }
    return sparse;
  }

  #merge(other: SparseHistogram, sign: 1 | -1): void {
    for (let at = 0; at < other.length; at += 2) {
      const bucket = other[at] ?? 0;
      const count = (this.#counts[bucket] ?? 0) + sign * (other[at + 1] ?? 0);
      if (count < 0 || bucket >= BUCKETS) throw new RangeError(`bucket ${bucket} would hold ${count}`);
      this.#counts[bucket] = count;
      this.#total += sign * (other[at + 1] ?? 0);
    }
  }
}
