import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge, samplesNeeded } from "../../../../src/judge/criteria/evaluate.ts";
import { criterionOf, readingOf, times } from "../make.ts";

function holds(text: string, latenciesMs: readonly number[]) {
  return judge(criterionOf(text), { signal: readingOf({ latenciesMs }) }, "expect").holds;
}

describe("a quantile", () => {
  for (const [quantile, samples] of [
    ["p50", 2],
    ["p90", 10],
    ["p95", 20],
    ["p99", 100],
    ["p99.9", 1000],
    ["p99.99", 10_000],
  ] as const) {
    test(`${quantile} needs ${samples} samples`, () =>
      assert.equal(samplesNeeded(criterionOf(`shoppers.${quantile} < 1s`)), samples));
  }

  test("is judged by its value once there are enough samples", () => {
    assert.equal(holds("shoppers.p95 < 300ms", times(20, 38)), "true");
    assert.equal(holds("shoppers.p95 < 300ms", [...times(19, 38), 900]), "true");
    assert.equal(holds("shoppers.p95 < 300ms", [...times(18, 38), 900, 900]), "false");
    assert.equal(holds("shoppers.p95 > 300ms", [...times(18, 38), 900, 900]), "true");
  });

  test("isn't known by fewer, and says how many it needs", () => {
    const reading = { signal: readingOf({ latenciesMs: times(12, 38) }) };
    const { holds, why, samples } = judge(criterionOf("shoppers.p99 < 300ms"), reading, "expect");
    assert.deepEqual(
      { holds, why, samples },
      { holds: "unknown", why: "needs 100 samples to have a p99, got 12", samples: 12 },
    );
  });

  test("is proven too high by fewer when enough of them are", () => {
    assert.equal(holds("shoppers.p99 < 300ms", times(12, 2800)), "false");
    assert.equal(holds("shoppers.p99 <= 300ms", [...times(48, 38), 2800, 2800]), "false");
    assert.equal(holds("shoppers.p99 < 300ms", [...times(49, 38), 2800]), "unknown");
  });

  test("isn't proven too high by fewer when it must be high: an abort waits for its samples", () => {
    const reading = { signal: readingOf({ latenciesMs: times(99, 10_000) }) };
    assert.equal(judge(criterionOf("shoppers.p99 > 9s"), reading, "abort").holds, "unknown");
    const enough = { signal: readingOf({ latenciesMs: times(100, 10_000) }) };
    assert.equal(judge(criterionOf("shoppers.p99 > 9s"), enough, "abort").holds, "true");
  });
});

describe("a mean", () => {
  test("is judged from 20 samples on", () => {
    assert.equal(holds("shoppers.mean < 100ms", times(19, 38)), "unknown");
    assert.equal(holds("shoppers.mean < 100ms", times(20, 38)), "true");
    assert.equal(holds("shoppers.mean < 100ms", [...times(19, 38), 5000]), "false");
  });
});

describe("a maximum", () => {
  test("is what it is, of one request too", () => {
    assert.equal(holds("shoppers.max < 1s", [900]), "true");
    assert.equal(holds("shoppers.max < 1s", [...times(1000, 38), 1100]), "false");
  });
});
