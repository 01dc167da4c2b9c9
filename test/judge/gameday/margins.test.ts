import assert from "node:assert/strict";
import { test } from "node:test";
import { marginsOf } from "../../../src/judge/gameday/margins.ts";
import { type TrialInput, trialOf } from "./trials.ts";

function pointsOf(...inputs: readonly TrialInput[]) {
  return marginsOf(inputs.map(trialOf)).map(({ experiment, text, points }) => [
    `${experiment} ${text}`,
    points.map(({ day, margin }) => `${day} ${margin}`),
  ]);
}

test("a margin is the smallest of a day's runs, in the metric's unit, beside those of other days", () => {
  assert.deepEqual(
    pointsOf(
      { day: "day-1", shares: [0.5, 0.25] },
      { day: "day-1", shares: [-0.25, 0.5], verdict: "fail" },
      { day: "day-1", shares: [0.75, 0.75] },
      { day: "day-2", shares: [0.5] },
    ),
    [
      ["pricing-slow load-0.p95 < 400ms", ["day-1 -100", "day-2 200"]],
      ["pricing-slow load-1.p95 < 400ms", ["day-1 100"]],
    ],
  );
});

test("runs that proved nothing, journals that are gone, and what isn't known leave no margin", () => {
  const unknown = trialOf({}).record?.result.criteria.map((one) => ({
    ...one,
    judgement: { ...one.judgement, holds: "unknown" as const },
  }));
  assert.deepEqual(
    pointsOf(
      { verdict: "inconclusive" },
      { verdict: "undo-incomplete" },
      { isLost: true },
      { result: { criteria: unknown ?? [] } },
    ),
    [],
  );
});

test("two experiments with one criterion are two series", () => {
  assert.deepEqual(
    pointsOf({ experiment: "pricing-slow" }, { experiment: "pricing-gone" }).map(([name]) => name),
    ["pricing-slow load-0.p95 < 400ms", "pricing-gone load-0.p95 < 400ms"],
  );
});
