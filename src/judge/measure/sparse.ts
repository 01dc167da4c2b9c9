import type { SparseHistogram } from "./histogram.ts";

/** All durations of both. */
export function addSparse(a: SparseHistogram, b: SparseHistogram): SparseHistogram {
  return combine(a, b, 1);
}

/** The durations of `a` without those of `b`; a RangeError when `b` has more of a kind than `a`. */
export function subtractSparse(a: SparseHistogram, b: SparseHistogram): SparseHistogram {
  return combine(a, b, -1);
}

/** Both are in rising order of buckets, so one walk along the two is enough. */
function combine(a: SparseHistogram, b: SparseHistogram, sign: 1 | -1): SparseHistogram {
  const combined: number[] = [];
  let inA = 0;
  let inB = 0;
  while (inA < a.length || inB < b.length) {
    const bucket = Math.min(a[inA] ?? Number.POSITIVE_INFINITY, b[inB] ?? Number.POSITIVE_INFINITY);
    let count = 0;
    if (a[inA] === bucket) {
      count += a[inA + 1] ?? 0;
      inA += 2;
    }
    if (b[inB] === bucket) {
      count += sign * (b[inB + 1] ?? 0);
      inB += 2;
    }
    if (count < 0) throw new RangeError(`bucket ${bucket} would hold ${count}`);
    if (count > 0) combined.push(bucket, count);
  }
  return combined;
}
