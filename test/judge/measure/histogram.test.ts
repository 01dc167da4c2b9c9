import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { bucketMs, bucketOf, Histogram } from "../../../src/judge/measure/histogram.ts";
import { durationMs, histogramOf, sparseOf } from "./arbitraries.ts";

const LONGEST_MS = (2 ** 32 - 1) / 1000;

/** Half a bucket is 0.4 %; whole microseconds round by half of one. */
function assertWithinBucket(actualMs: number | undefined, trueMs: number): void {
  const expectedMs = Math.min(trueMs, LONGEST_MS);
  const errorMs = Math.abs((actualMs ?? Number.NaN) - expectedMs);
  assert.ok(errorMs <= 0.0005001 + expectedMs * 0.004, `${actualMs} ms is not near ${expectedMs} ms`);
}

describe("histogram", () => {
  test("a bucket stands for the durations in it", () => {
    fc.assert(fc.property(durationMs, (ms) => assertWithinBucket(bucketMs(bucketOf(ms)), ms)));
  });

  test("buckets rise with durations, and none is left out", () => {
    let before = -1;
    for (let us = 0; us < 5000; us++) {
      const bucket = bucketOf(us / 1000);
      assert.ok(bucket === before || bucket === before + 1, `${us} µs fell into ${bucket} after ${before}`);
      before = bucket;
    }
    fc.assert(fc.property(durationMs, durationMs, (a, b) => a > b || bucketOf(a) <= bucketOf(b)));
  });

  test("the middle of every bucket falls into that bucket", () => {
    for (let bucket = 0; bucket <= bucketOf(Number.POSITIVE_INFINITY); bucket++) {
      assert.equal(bucketOf(bucketMs(bucket)), bucket);
    }
  });

  test("whole microseconds up to 255 are exact", () => {
    for (let us = 0; us < 256; us++) assert.equal(bucketMs(bucketOf(us / 1000)), us / 1000);
  });

  test("what is out of range counts at the end of the range", () => {
    assert.equal(bucketOf(-5), 0);
    assert.equal(bucketOf(Number.NEGATIVE_INFINITY), 0);
    assert.equal(bucketOf(1e12), bucketOf(LONGEST_MS));
    assert.equal(bucketOf(Number.POSITIVE_INFINITY), bucketOf(LONGEST_MS));
  });

  test("NaN is refused, and counts nowhere", () => {
    const histogram = new Histogram();
    assert.throws(() => histogram.record(Number.NaN), RangeError);
    assert.equal(histogram.total, 0);
  });

  test("quantiles are those of the sorted durations", () => {
    const durations = fc.array(durationMs, { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(durations, fc.constantFrom(0, 0.07, 0.5, 0.9, 0.95, 0.99, 0.999, 1), (values, quantile) => {
        const sorted = Float64Array.from(values).sort();
        const rank = Math.max(1, Math.ceil(Number((quantile * values.length).toFixed(9))));
        assertWithinBucket(histogramOf(values).quantileMs(quantile), sorted[rank - 1] ?? Number.NaN);
      }),
    );
  });

  test("the rank of a quantile isn't one too high because 0.07 * 100 is 7.000000000000001", () => {
    const histogram = histogramOf(Array.from({ length: 100 }, (_, at) => (at + 1) / 1000));
    for (let percent = 1; percent <= 100; percent++) {
      assert.equal(histogram.quantileMs(percent / 100), percent / 1000, `p${percent}`);
    }
  });

  test("an empty one has no quantile and no mean", () => {
    assert.equal(new Histogram().quantileMs(0.5), undefined);
    assert.equal(new Histogram().meanMs(), undefined);
  });

  test("the mean is that of the durations", () => {
    fc.assert(
      fc.property(fc.array(durationMs, { minLength: 1 }), (values) => {
        const sum = values.reduce((total, value) => total + Math.min(value, LONGEST_MS), 0);
        assertWithinBucket(histogramOf(values).meanMs(), sum / values.length);
      }),
    );
  });

  test("counts what is longer", () => {
    const histogram = histogramOf([0.001, 1, 100, 299, 310, 5000, 5000]);
    assert.equal(histogram.countAbove(300), 3);
    assert.equal(histogram.countAbove(310), 2);
    assert.equal(histogram.countAbove(6000), 0);
    assert.equal(histogram.countAbove(-1), 7);
  });

  test("adding and then subtracting leaves what was there", () => {
    const durations = fc.array(durationMs);
    fc.assert(
      fc.property(durations, durations, (mine, theirs) => {
        const histogram = histogramOf(mine);
        histogram.add(sparseOf(theirs));
        assert.deepEqual(histogram.toSparse(), sparseOf([...mine, ...theirs]));
        histogram.subtract(sparseOf(theirs));
        assert.deepEqual(histogram.toSparse(), sparseOf(mine));
        assert.equal(histogram.total, mine.length);
      }),
    );
  });

  test("takes in many of a kind at once", () => {
    const histogram = new Histogram();
    histogram.record(38, 5);
    assert.deepEqual(histogram.toSparse(), [bucketOf(38), 5]);
    assert.equal(histogram.total, 5);
  });

  for (const [what, broken] of [
    ["a bucket that does not exist", [5, 1, 99_999, 1]],
    ["a bucket below 0", [5, 1, -1, 1]],
    ["a bucket that is not whole", [5, 1, 7.5, 1]],
    ["a count that is missing", [5, 1, 7]],
    ["a count that is not whole", [5, 1, 7, 0.5]],
    ["a count that is not a number", [5, 1, 7, Number.NaN]],
  ] as const) {
    test(`refuses ${what}, and stays as it was`, () => {
      const histogram = histogramOf([1, 2]);
      const before = histogram.toSparse();
      assert.throws(() => histogram.add(broken), RangeError);
      assert.deepEqual(histogram.toSparse(), before);
      assert.equal(histogram.total, 2);
    });
  }

  test("refuses to give out more than it holds, and stays as it was", () => {
    const histogram = histogramOf([1, 2]);
    assert.throws(() => histogram.subtract(sparseOf([1, 2, 2])), RangeError);
    assert.deepEqual(histogram.toSparse(), sparseOf([1, 2]));
    assert.equal(histogram.total, 2);
  });

  test("is empty when cleared", () => {
    const histogram = histogramOf([1, 2]);
    histogram.clear();
    assert.deepEqual(histogram.toSparse(), []);
    assert.equal(histogram.total, 0);
  });
});
