import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge } from "../../../../src/judge/criteria/evaluate.ts";
import { formatJudgement } from "../../../../src/judge/criteria/judgement-in-words.ts";
import type { ValueReading } from "../../../../src/judge/criteria/metric-rule.ts";
import type { Firing } from "../../../../src/judge/measure/firing.ts";
import { criterionOf } from "../make.ts";

const covered: ValueReading = { samples: 10, mean: 0, longestGapMs: 1000, staleAfterMs: 15_000 };

function said(text: string, firing?: Firing, reading = covered): string {
  const criterion = criterionOf(text);
  const samples = { ...reading, ...(firing && { firing }) };
  return formatJudgement(criterion, judge(criterion, { signal: undefined, samples }, "expect"));
}

describe("the time until an alert fires", () => {
  for (const [what, text, firing, words] of [
    ["is within its limit", "storm.fires < 10s", { earliestMs: 4000, afterMs: 5000 }, /holds at 5 s/],
    ["is beyond it", "storm.fires < 3s", { earliestMs: 4000, afterMs: 5000 }, /does not hold at 5 s/],
    ["is beyond it when it hasn't fired for so long", "storm.fires < 3s", { earliestMs: 4000 }, /does not hold/],
    [
      "isn't known between two samples",
      "storm.fires < 4500ms",
      { earliestMs: 4000, afterMs: 5000 },
      /unknown.*as early as 4 s/,
    ],
    ["isn't known yet", "storm.fires < 10s", { earliestMs: 4000 }, /unknown \(it had not fired after 4 s\)/],
    ["is long enough when it hasn't fired", "storm.fires > 3s", { earliestMs: 4000 }, /holds/],
    ["isn't known when it had fired before", "storm.fires < 10s", { afterMs: 0 }, /unknown \(.*before the fault/],
    ["isn't known without a fault", "storm.fires < 10s", undefined, /unknown \(no fault went in\)/],
  ] as const) {
    test(what, () => assert.match(said(text, firing), words));
  }

  test("isn't known with a gap in which it may have come and gone", () => {
    const reading = { ...covered, longestGapMs: 16_000, missing: "refused" };
    assert.match(said("storm.fires > 3s", { earliestMs: 20_000 }, reading), /unknown \(no sample for 16 s: refused\)/);
  });
});
