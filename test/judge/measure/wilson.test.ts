import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { wilson } from "../../../src/judge/measure/wilson.ts";

const sample = fc
  .integer({ min: 1, max: 100_000 })
  .chain((trials) => fc.record({ trials: fc.constant(trials), hits: fc.integer({ min: 0, max: trials }) }));

describe("Wilson interval", () => {
  /** Agresti & Coull, The American Statistician 52 (1998), and Newcombe, Statistics in Medicine 17 (1998), table I. */
  for (const [hits, trials, low, high] of [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 0.883, 1],
  ] as const) {
    test(`of ${hits} out of ${trials} is the published one`, () => {
      const interval = wilson(hits, trials);
      assert.ok(Math.abs(interval.low - low) < 0.0001, `low ${interval.low}`);
      assert.ok(Math.abs(interval.high - high) < 0.0001, `high ${interval.high}`);
    });
  }

  test("holds what was seen and stays within 0..1", () => {
    fc.assert(
      fc.property(sample, ({ hits, trials }) => {
        const { low, high } = wilson(hits, trials);
        assert.ok(0 <= low && low <= hits / trials && hits / trials <= high && high <= 1);
      }),
    );
  });

  test("of failures mirrors that of successes", () => {
    fc.assert(
      fc.property(sample, ({ hits, trials }) => {
        assert.ok(Math.abs(wilson(hits, trials).low - (1 - wilson(trials - hits, trials).high)) < 1e-12);
      }),
    );
  });

  test("of no trials is anything", () => {
    assert.deepEqual(wilson(0, 0), { low: 0, high: 1 });
  });
});
