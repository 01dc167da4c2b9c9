import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Metric } from "../../../src/files/experiment/criterion.ts";
import { formatJudgement, formatMetric } from "../../../src/judge/criteria/judgement-in-words.ts";
import { criterionOf } from "./make.ts";

describe("a measured value in words", () => {
  const p95: Metric = { kind: "quantile", quantile: 0.95 };
  for (const [metric, value, words] of [
    [{ kind: "error_rate" }, 0, "0 %"],
    [{ kind: "error_rate" }, 0.0004, "0.04 %"],
    [{ kind: "error_rate" }, 0.00996, "0.996 %"],
    [{ kind: "error_rate" }, 0.1234, "12.3 %"],
    [{ kind: "error_rate" }, 1, "100 %"],
    [p95, 0, "0 ms"],
    [p95, 0.345, "0.34 ms"],
    [p95, 3.81, "3.8 ms"],
    [p95, 38.2, "38 ms"],
    [p95, 999.6, "1 s"],
    [p95, 2840, "2.84 s"],
    [p95, 12_345, "12.3 s"],
    [p95, 59_960, "60 s"],
    [{ kind: "recovery" }, 120_000, "2 min"],
    [{ kind: "recovery" }, 125_000, "2 min 5 s"],
    [{ kind: "recovery" }, 179_800, "3 min"],
    [p95, -262, "-262 ms"],
    [{ kind: "rate" }, 199.97, "200/s"],
    [{ kind: "rate" }, 0.4, "0.4/s"],
    [{ kind: "rate" }, 12_345.6, "12,346/s"],
    [{ kind: "in_flight" }, 1200, "1,200"],
    [{ kind: "amplification" }, 1.416, "1.42x"],
  ] as const) {
    test(`${metric.kind} ${value} is ${words}`, () => assert.equal(formatMetric(metric, value), words));
  }
});

describe("a judgement in words", () => {
  const criterion = criterionOf("shoppers.p95 < 300ms");

  test("says what was measured on how many samples", () => {
    assert.equal(
      formatJudgement(criterion, { holds: "true", measured: 38.2, samples: 1200 }),
      "shoppers.p95 < 300ms: holds at 38 ms (1,200 samples)",
    );
    assert.equal(
      formatJudgement(criterion, { holds: "false", measured: 2840, samples: 1 }),
      "shoppers.p95 < 300ms: does not hold at 2.84 s (1 sample)",
    );
  });

  test("of recovery, which happens once, counts no samples", () => {
    const recovery = criterionOf("shoppers.recovery < 10s");
    assert.equal(
      formatJudgement(recovery, { holds: "true", measured: 4200, samples: 1 }),
      "shoppers.recovery < 10s: holds at 4.2 s",
    );
    assert.equal(formatJudgement(recovery, { holds: "false", samples: 1 }), "shoppers.recovery < 10s: does not hold");
  });

  test("says why it is unknown", () => {
    assert.equal(
      formatJudgement(criterion, { holds: "unknown", samples: 12, measured: 38, why: "needs 20 samples, got 12" }),
      "shoppers.p95 < 300ms: unknown at 38 ms (needs 20 samples, got 12)",
    );
  });
});
