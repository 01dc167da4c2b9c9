import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { heatOf, looksDegraded } from "../../../src/judge/history/degraded.ts";
import { type Standing, standingOf } from "../../../src/judge/history/standing.ts";
import type { WindowPoint } from "../../../src/judge/history/window-series.ts";
import { seededRandom } from "../../../src/values/random/random.ts";
import { slowStats, statsOf } from "./make.ts";

/** Windows of half a second, each with that median. */
const windows = (mediansMs: readonly number[], fromMs = 0): WindowPoint[] =>
  mediansMs.map((p50Ms, at) => ({
    fromMs: fromMs + at * 500,
    toMs: fromMs + (at + 1) * 500,
    p50Ms,
    errorRate: 0,
    ratePerS: 100,
    ...{ addedMs: { p50: 0, p95: 0 }, waiting: 0, parts: [], isSpoiled: false },
  }));

const standing = (baseline: readonly number[], fault: readonly number[]): Standing =>
  standingOf(windows(baseline), windows(fault, 100_000), 4);

const quiet = (seconds: number) => Array.from({ length: seconds * 2 }, (_, at) => 30 + (at % 3));
const slow = (seconds: number) => Array.from({ length: seconds * 2 }, () => 300);

describe("a signal's standing", () => {
  test("is degraded when it did worse for longer than chance explains, from where it began", () => {
    const found = standing(quiet(10), [...quiet(1), ...slow(5)]);
    assert.deepEqual(found, { is: "degraded", fromMs: 101_000, toMs: 106_000 });
  });

  test("isn't degraded by one stall, however long the baseline was", () => {
    assert.equal(standing(quiet(120), [...quiet(2), ...slow(1.5), ...quiet(5)]).is, "unknown");
    assert.equal(standing(quiet(120), [...quiet(2), ...slow(0.5), ...quiet(5)]).is, "as before");
  });

  test("is unknown where the baseline is too short, and says which would do", () => {
    const found = standing(quiet(1), [...quiet(4), ...slow(4)]);
    assert.equal(found.is, "unknown");
    assert.match("why" in found ? found.why : "", /a baseline of \d+ s instead of 1 s would tell/);
    const enough = Number(/of (\d+) s/.exec("why" in found ? found.why : "")?.[1]);
    assert.equal(standing(quiet(enough), [...quiet(4), ...slow(4)]).is, "degraded");
    assert.equal(standing(quiet(enough - 1), [...quiet(4), ...slow(4)]).is, "unknown");
  });

  test("isn't degraded by what the baseline itself shows", () => {
    const baseline = [...quiet(4), ...slow(2), ...quiet(4)];
    assert.notEqual(standing(baseline, [...quiet(2), ...slow(4), ...quiet(2)]).is, "degraded");
    assert.equal(standing(baseline, slow(12)).is, "degraded");
  });

  test("is unknown where the harness could explain it, and names what", () => {
    const baseline = windows(quiet(10));
    const late = windows(slow(6), 100_000).map((point) => ({
      ...point,
      addedMs: { p50: 280, p95: 280 },
      parts: ["pacing"],
    }));
    const found = standingOf(baseline, late, 4);
    assert.deepEqual(found, { is: "unknown", why: "the harness could explain it: pacing" });
    const spoiled = windows(slow(6), 100_000).map((point) => ({ ...point, isSpoiled: true, parts: ["API server"] }));
    assert.equal(standingOf(baseline, spoiled, 4).is, "unknown");
    const waited = windows(slow(6), 100_000).map((point) => ({ ...point, waiting: 0.9, parts: ["machine"] }));
    assert.equal(standingOf(baseline, waited, 4).is, "unknown");
    const alsoBefore = baseline.map((point) => ({ ...point, waiting: 0.9 }));
    assert.equal(standingOf(alsoBefore, waited, 4).is, "degraded");
    const little = late.map((point) => ({ ...point, addedMs: { p50: 20, p95: 20 } }));
    assert.equal(standingOf(baseline, little, 4).is, "degraded");
  });

  test("is shifted when it is slower than ever before, by less than counts", () => {
    assert.equal(
      standing(
        quiet(10),
        quiet(6).map((ms) => ms + 8),
      ).is,
      "shifted",
    );
    assert.equal(standing(quiet(10), quiet(6)).is, "as before");
  });

  test("is unknown without a baseline or without requests", () => {
    assert.equal(standing([], slow(5)).is, "unknown");
    assert.equal(standing(quiet(5), []).is, "unknown");
  });

  test("is hardly ever degraded where fault and baseline are alike", () => {
    const seeds = fc.integer({ min: 0, max: 1e6 });
    let [degraded, all] = [0, 0];
    fc.assert(
      fc.property(seeds, fc.integer({ min: 4, max: 20 }), fc.integer({ min: 4, max: 20 }), (seed, before, after) => {
        const random = seededRandom(seed);
        // So heavy-tailed that a third of all windows are worse than usual.
        const noise = (length: number) => Array.from({ length }, () => 20 / (1 - random()) ** 1.2);
        all += 1;
        if (standing(noise(before * 2), noise(after * 2)).is === "degraded") degraded += 1;
      }),
      { numRuns: 1000, seed: 7 },
    );
    assert.ok(degraded <= all / 200, `${degraded} of ${all}`);
  });
});

describe("looking worse", () => {
  const was = statsOf();
  for (const [what, now, expected] of [
    ["ten times as slow", slowStats, true],
    ["a little slower", statsOf({ p50Ms: 45, p95Ms: 90 }), false],
    ["three times as slow, which is next to nothing in ms", statsOf({ p50Ms: 41, p95Ms: 100 }), false],
    ["a tenth fails", statsOf({ failed: 20, errorRate: 0.1, ratePerS: 100 }), true],
    ["two failures of ten", statsOf({ ended: 10, failed: 2, errorRate: 0.2, ratePerS: 100 }), false],
    [
      "nothing ends, and what is in flight grows old",
      statsOf({ ended: 0, inFlightMax: 200, p50Ms: 500, p95Ms: 900 }),
      true,
    ],
    ["three slow requests", statsOf({ ended: 3, inFlightMax: 1, p50Ms: 900, p95Ms: 900 }), false],
  ] as const) {
    test(`${what}: ${expected}`, () => assert.equal(looksDegraded(now, was), expected));
  }

  test("isn't known of a signal without a baseline of its own", () => {
    assert.equal(looksDegraded(slowStats, { ...statsOf({ ended: 0 }), ...noLatency }), false);
  });

  test("has a heat from 0 to 1", () => {
    assert.equal(heatOf(was, was), 0);
    assert.equal(heatOf(slowStats, was), 1);
    assert.equal(heatOf(statsOf({ failed: 50, errorRate: 0.25, ratePerS: 100 }), was), 0.5);
  });
});

const noLatency = { p50Ms: undefined, p95Ms: undefined, p99Ms: undefined, maxMs: undefined } as unknown as object;
