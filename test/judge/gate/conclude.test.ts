import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ComparedFigure, Comparison } from "../../../src/judge/gate/compare-runs.ts";
import { conclude } from "../../../src/judge/gate/conclude.ts";

const p95: ComparedFigure = {
  signal: "users",
  phase: "fault",
  figure: "p95Ms",
  baseline: 40,
  checked: 41,
  difference: 0.025,
  chance: 0.4,
  isWorse: false,
  wouldSee: 0.12,
};
const errors: ComparedFigure = {
  ...p95,
  figure: "errorRate",
  baseline: 0.01,
  checked: 0.01,
  difference: 0,
  wouldSee: 0.004,
};
const { wouldSee: _, ...blind } = p95;

const before: readonly ComparedFigure[] = [
  { ...p95, phase: "baseline" },
  { ...errors, phase: "baseline" },
];

/** Nothing is worse, but for what is given. */
const comparison = (given: Partial<Comparison> = {}): Comparison => ({
  baselineRuns: 20,
  checkedRuns: 5,
  figures: [...before, p95, errors],
  lost: [],
  leftOut: [],
  ...given,
});
const slower: ComparedFigure = { ...p95, checked: 48, difference: 0.2, chance: 0.00002, isWorse: true };

const cases: readonly (readonly [string, Partial<Comparison>, readonly string[], string, number, RegExp])[] = [
  ["nothing is worse", {}, [], "no-worse", 0, /^none of 4 figures is worse in 5 runs than in the 20 of the baseline$/],
  [
    "a latency is longer",
    { figures: [slower, errors] },
    [],
    "worse",
    1,
    /^users p95 in the fault: 48 ms instead of 40 ms \(\+20 %\), which chance makes in 0.002 % of such checks$/,
  ],
  [
    "more requests fail",
    { figures: [p95, { ...errors, checked: 0.03, difference: 0.02, chance: 0.001, isWorse: true }] },
    [],
    "worse",
    1,
    /^users error rate in the fault: 3 % instead of 1 % \(\+2 points\)/,
  ],
  ["it is worse, and a run failed", { figures: [slower] }, ["run-1 failed"], "worse", 1, /users p95/],
  ["a run failed", {}, ["run-1 failed"], "unknown", 3, /^run-1 failed$/],
  [
    "runs are too few",
    { checkedRuns: 1 },
    [],
    "unknown",
    3,
    /^1 checked run beside 20 of a baseline can't show anything/,
  ],
  [
    "a signal is gone",
    { lost: [{ signal: "a -> b", phase: "fault", figure: "p95Ms" }] },
    [],
    "unknown",
    3,
    /^a -> b in the fault was measured in all runs of the baseline, and not in all that are checked$/,
  ],
  [
    "nothing would have been seen of a load's latency",
    { figures: [...before, blind, errors] },
    [],
    "unknown",
    3,
    /^users p95 in the fault differs so much between runs that not even twice as long would have been seen/,
  ],
  [
    "no load was measured",
    { figures: [{ ...p95, signal: "a -> b" }] },
    [],
    "unknown",
    3,
    /^users p95 before the fault isn't in all runs of the baseline$/,
  ],
  [
    "one of the baseline's runs lacks a load's p95 in the fault",
    { figures: [...before, errors], leftOut: [p95] },
    [],
    "unknown",
    3,
    /^users p95 in the fault isn't in all runs of the baseline$/,
  ],
  [
    "nothing would have been seen of an edge",
    { figures: [...before, p95, errors, { ...blind, signal: "a -> b" }] },
    [],
    "no-worse",
    0,
    /./,
  ],
  [
    "nothing would have been seen of a p99",
    { figures: [...before, p95, errors, { ...blind, figure: "p99Ms" }] },
    [],
    "no-worse",
    0,
    /./,
  ],
];

describe("the conclusion of a check", () => {
  for (const [what, given, doubts, conclusion, exitCode, reason] of cases) {
    test(`is ${conclusion} when ${what}`, () => {
      const said = conclude(comparison(given), ["users"], doubts);
      assert.equal(said.conclusion, conclusion);
      assert.equal(said.exitCode, exitCode);
      assert.match(said.reasons[0] ?? "", reason);
    });
  }
});
