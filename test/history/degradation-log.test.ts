import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DegradationLog } from "../../src/history/degradation-log.ts";
import { heatOf, isDegraded } from "../../src/history/degraded.ts";
import { slowStats, statsOf } from "./make.ts";

describe("a degradation", () => {
  test("is noted from when it began, once it has lasted", () => {
    const log = new DegradationLog();
    for (let ms = 0; ms <= 2000; ms += 100) log.look(ms, "a -> b", ms < 700 ? statsOf() : slowStats, statsOf());
    assert.deepEqual(log.inOrder(), [
      { signal: "a -> b", afterMs: 700, evidence: "p50 38 ms -> 380 ms, p95 60 ms -> 600 ms, errors 0 %" },
    ]);
  });

  test("that is over before half a second is a stall of the machine", () => {
    const log = new DegradationLog();
    for (let ms = 0; ms <= 2000; ms += 100) log.look(ms, "a -> b", ms % 500 < 400 ? slowStats : statsOf(), statsOf());
    assert.deepEqual(log.inOrder(), []);
  });

  test("comes in the order of their beginnings, not of the looks", () => {
    const log = new DegradationLog();
    for (let ms = 0; ms <= 2000; ms += 100) {
      log.look(ms, "late", ms < 800 ? statsOf() : slowStats, statsOf());
      log.look(ms, "early", ms < 200 ? statsOf() : slowStats, statsOf());
    }
    assert.deepEqual(
      log.inOrder().map(({ signal, afterMs }) => [signal, afterMs]),
      [
        ["early", 200],
        ["late", 800],
      ],
    );
  });
});

describe("doing clearly worse", () => {
  const was = statsOf();
  for (const [what, now, expected] of [
    ["ten times as slow", slowStats, true],
    ["a little slower", statsOf({ p50Ms: 45, p95Ms: 90 }), false],
    ["three times as slow, which is next to nothing in ms", statsOf({ p50Ms: 41, p95Ms: 100 }), false],
    ["a tenth fails", statsOf({ failed: 20, errorRate: 0.1 }), true],
    ["two failures of ten", statsOf({ ended: 10, failed: 2, errorRate: 0.2 }), false],
    [
      "nothing ends, and what is in flight grows old",
      statsOf({ ended: 0, inFlightMax: 200, p50Ms: 500, p95Ms: 900 }),
      true,
    ],
    ["three slow requests", statsOf({ ended: 3, inFlightMax: 1, p50Ms: 900, p95Ms: 900 }), false],
  ] as const) {
    test(`${what}: ${expected}`, () => assert.equal(isDegraded(now, was), expected));
  }

  test("isn't known of a signal without a baseline of its own", () => {
    assert.equal(isDegraded(slowStats, { ...statsOf({ ended: 0 }), ...noLatency }), false);
  });

  test("has a heat from 0 to 1", () => {
    assert.equal(heatOf(was, was), 0);
    assert.equal(heatOf(slowStats, was), 1);
    assert.equal(heatOf(statsOf({ failed: 50, errorRate: 0.25 }), was), 0.5);
  });
});

const noLatency = { p50Ms: undefined, p95Ms: undefined, p99Ms: undefined, maxMs: undefined } as unknown as object;
