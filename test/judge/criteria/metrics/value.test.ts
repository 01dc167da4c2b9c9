import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { judge, marginOf } from "../../../../src/judge/criteria/evaluate.ts";
import { formatJudgement } from "../../../../src/judge/criteria/judgement-in-words.ts";
import type { ValueReading } from "../../../../src/judge/criteria/metric-rule.ts";
import { criterionOf } from "../make.ts";

const criterion = criterionOf("errors.value < 5");
const fresh: ValueReading = { samples: 10, mean: 4, longestGapMs: 1000, staleAfterMs: 15_000 };
const roles = ["steady-state", "abort", "expect"] as const;

describe("a value", () => {
  test("is judged by the mean of its samples, in every role alike", () => {
    for (const role of roles) {
      assert.deepEqual(judge(criterion, { signal: undefined, samples: fresh }, role), {
        holds: "true",
        measured: 4,
        samples: 10,
      });
      assert.equal(judge(criterion, { signal: undefined, samples: { ...fresh, mean: 5 } }, role).holds, "false");
    }
  });

  test("is unknown with a gap that is too long, and says why", () => {
    const reading = { ...fresh, longestGapMs: 16_000, missing: "http://127.0.0.1:9090 does not answer" };
    const judgement = judge(criterion, { signal: undefined, samples: reading }, "abort");
    assert.equal(
      formatJudgement(criterion, judgement),
      "errors.value < 5: unknown at 4 (no sample for 16 s, stale after 15 s: http://127.0.0.1:9090 does not answer)",
    );
  });

  test("is unknown when it was never measured", () => {
    const judgement = judge(criterion, { signal: undefined }, "expect");
    assert.equal(formatJudgement(criterion, judgement), "errors.value < 5: unknown (errors was not measured)");
  });

  test("holds or not only when samples cover the window", () => {
    const arbitrary = fc.record({
      mean: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: undefined }),
      longestGapMs: fc.oneof(fc.integer({ min: 0, max: 30_000 }), fc.constant(Number.POSITIVE_INFINITY)),
      staleAfterMs: fc.integer({ min: 100, max: 30_000 }),
      missing: fc.option(fc.constant("gone"), { nil: undefined }),
    });
    fc.assert(
      fc.property(arbitrary, fc.constantFrom(...roles), ({ mean, missing, ...rest }, role) => {
        const samples = mean === undefined ? 0 : 3;
        const reading = { samples, ...rest, ...(mean !== undefined && { mean }), ...(missing && { missing }) };
        const { holds } = judge(criterion, { signal: undefined, samples: reading }, role);
        const isKnown = mean !== undefined && rest.longestGapMs <= rest.staleAfterMs;
        assert.equal(holds, isKnown ? String(mean < 5) : "unknown");
      }),
    );
  });

  test("has a margin, and is written as it is", () => {
    const below = criterionOf("balance.value > -2.5");
    const judgement = judge(below, { signal: undefined, samples: { ...fresh, mean: -0.000123 } }, "expect");
    assert.equal(marginOf(below, judgement, "expect"), 2.499877);
    assert.equal(formatJudgement(below, judgement), "balance.value > -2.5: holds at -0.000123 (10 samples)");
  });
});
