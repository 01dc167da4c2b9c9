import assert from "node:assert/strict";
import { test } from "node:test";
import { Histogram } from "../../../src/judge/measure/histogram.ts";
import { quantileInterval } from "../../../src/judge/measure/quantile-interval.ts";
import { seededRandom } from "../../../src/values/random/random.ts";

function sample(size: number, random: () => number): Histogram {
  const histogram = new Histogram();
  for (let at = 0; at < size; at++) histogram.record(random() * 1000);
  return histogram;
}

test("the true percentile is in its interval in 19 of 20 samples, whatever it is of", () => {
  const random = seededRandom(5);
  for (const quantile of [0.5, 0.95]) {
    const hits = Array.from({ length: 400 }, () => quantileInterval(sample(300, random), quantile)).filter(
      (interval) => interval !== undefined && interval.low <= quantile * 1000 && quantile * 1000 <= interval.high,
    );
    assert.ok(hits.length >= 372 && hits.length < 400, `${hits.length} of 400 at ${quantile}`);
  }
});

test("few samples have none: nothing bounds a percentile from above", () => {
  assert.equal(quantileInterval(new Histogram(), 0.5), undefined);
  assert.equal(quantileInterval(sample(50, seededRandom(1)), 0.99), undefined);
});
