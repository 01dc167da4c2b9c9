import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { pausesOf } from "../../src/load/pauses.ts";

const spec = fc.record({
  backoffMs: fc.integer({ min: 0, max: 5000 }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});
const seed = fc.integer({ min: 0, max: 2 ** 32 });

function take(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

test("each pause is twice the one before, less at most the share of it that is drawn", () => {
  fc.assert(
    fc.property(spec, seed, fc.nat(), ({ backoffMs, jitter }, seed, arrival) => {
      for (const [retry, pauseMs] of take(10, pausesOf({ backoffMs, jitter }, seed, arrival)).entries()) {
        const longestMs = backoffMs * 2 ** retry;
        assert.ok(pauseMs <= longestMs && pauseMs >= longestMs * (1 - jitter) - 1e-9, `${pauseMs} of ${longestMs}`);
      }
    }),
  );
});

test("pauses grow by their factor, and none is longer than the longest", () => {
  const pauses = pausesOf({ backoffMs: 100, jitter: 0, factor: 3, longestMs: 1000 }, 1, 0);
  assert.deepEqual(take(5, pauses), [100, 300, 900, 1000, 1000]);
  assert.deepEqual(take(2, pausesOf({ backoffMs: 100, jitter: 0, longestMs: 10 }, 1, 0)), [10, 10]);
});

test("the same seed gives the same pauses", () => {
  fc.assert(
    fc.property(spec, seed, fc.nat(), (spec, seed, arrival) => {
      assert.deepEqual(take(10, pausesOf(spec, seed, arrival)), take(10, pausesOf(spec, seed, arrival)));
    }),
  );
});

test("arrivals near each other draw pauses that have nothing to do with each other", () => {
  const all = { backoffMs: 1, jitter: 1 };
  const fromMiddle = Array.from({ length: 10_000 }, (_, arrival) => pausesOf(all, 1, arrival)() - 0.5);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.ok(Math.abs(mean(fromMiddle)) < 0.015);
  for (const apart of [1, 2, 3, 4, 8]) {
    const products = fromMiddle.slice(apart).map((value, at) => value * (fromMiddle[at] ?? 0));
    // A uniform draw's variance is 1/12, so that this is their correlation.
    const correlation = mean(products) * 12;
    assert.ok(Math.abs(correlation) < 0.04, `${correlation} between those ${apart} apart`);
  }
});
