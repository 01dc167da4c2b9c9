import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { areEnough, type Comparison, compareRuns, leastBaseline } from "../../../src/judge/gate/compare-runs.ts";
import type { MeasuredRun } from "../../../src/judge/gate/figures.ts";
import { seededRandom } from "../../../src/values/random/random.ts";
import { measured, measuredRuns } from "./measured.ts";

const random = seededRandom(20261129);

function worseIn({ figures }: Comparison): string[] {
  return figures.filter(({ isWorse }) => isWorse).map(({ phase, figure }) => `${figure} ${phase}`);
}

function figure(comparison: Comparison, name: string) {
  const found = comparison.figures.find(({ figure, phase }) => figure === name && phase === "fault");
  assert.ok(found);
  return found;
}

describe("comparing five runs with twenty of a baseline", () => {
  test("finds latencies that are 20 % longer, and nothing else", () => {
    const comparison = compareRuns(measuredRuns(20, random), measuredRuns(5, random, { slower: 1.2 }), random);
    assert.deepEqual(worseIn(comparison).toSorted(), [
      "p50Ms baseline",
      "p50Ms fault",
      "p95Ms baseline",
      "p95Ms fault",
      "p99Ms baseline",
      "p99Ms fault",
    ]);
    const { difference, baseline, checked } = figure(comparison, "p95Ms");
    assert.ok(Math.abs(difference - (checked / baseline - 1)) < 1e-9);
    assert.ok(difference > 0.1 && difference < 0.3, String(difference));
  });

  test("finds 2 points more errors, and nothing else", () => {
    const comparison = compareRuns(measuredRuns(20, random), measuredRuns(5, random, { failing: 0.02 }), random);
    assert.deepEqual(worseIn(comparison), ["errorRate baseline", "errorRate fault"]);
    const { difference, checked, baseline } = figure(comparison, "errorRate");
    assert.ok(Math.abs(difference - (checked - baseline)) < 1e-9);
  });

  test("finds them though two runs of the baseline went astray", () => {
    const astray = [0, 1].map((nth) => measured(`astray-${nth}`, random, { slower: 3 }));
    const baseline = [...measuredRuns(18, random), ...astray];
    const comparison = compareRuns(baseline, measuredRuns(5, random, { slower: 1.2 }), random);
    assert.ok(worseIn(comparison).includes("p95Ms fault"));
  });

  test("finds nothing in what got better, nor in what is too little to be felt", () => {
    const faster = compareRuns(measuredRuns(20, random), measuredRuns(5, random, { slower: 0.7 }), random);
    assert.deepEqual(worseIn(faster), []);
    const exact = (slower: number) => {
      const phase = { p95Ms: 40 * slower, ended: 4000 };
      return (nth: number): MeasuredRun => ({
        run: `${slower} ${nth}`,
        startedAt: "2026-01-01T00:00:00.000Z",
        figures: { users: { fault: phase } },
      });
    };
    const runs = (count: number, slower: number) => Array.from({ length: count }, (_, nth) => exact(slower)(nth));
    assert.deepEqual(worseIn(compareRuns(runs(20, 1), runs(5, 1.04), random)), []);
    assert.deepEqual(worseIn(compareRuns(runs(20, 1), runs(5, 1.06), random)), ["p95Ms fault"]);
  });

  test("says what it would have seen, which is found when it is there", () => {
    const baseline = measuredRuns(20, random);
    const { wouldSee } = figure(compareRuns(baseline, measuredRuns(5, random), random), "p95Ms");
    // Runs differ by 4 %.
    assert.ok(wouldSee !== undefined && wouldSee > 0.04 && wouldSee < 0.2, String(wouldSee));
    const found = Array.from({ length: 40 }, () =>
      compareRuns(measuredRuns(20, random), measuredRuns(5, random, { slower: 1 + wouldSee }), random),
    ).filter((comparison) => figure(comparison, "p95Ms").isWorse);
    assert.ok(found.length >= 34, `${found.length} of 40`);
  });

  test("would have seen nothing where runs differ by more than it could be", () => {
    const wild = (count: number) =>
      Array.from({ length: count }, (_, nth) => measured(`wild-${nth}`, random, { slower: 10 ** (2 * random()) }));
    const { wouldSee, isWorse } = figure(compareRuns(wild(20), wild(5), random), "p95Ms");
    assert.equal(wouldSee, undefined);
    assert.equal(isWorse, false);
  });
});

describe("comparing runs", () => {
  test("that have not measured the same says what is lost, and what the baseline never had", () => {
    const of = (run: string, figures: MeasuredRun["figures"]): MeasuredRun => ({
      run,
      startedAt: "2026-01-01T00:00:00.000Z",
      figures,
    });
    const fault = { p95Ms: 40, errorRate: 0, ended: 100 };
    const baseline = [of("1", { users: { fault }, "a -> b": { fault } }), of("2", { users: { fault }, "a -> b": {} })];
    const checked = [of("3", { "a -> b": { fault }, users: { fault: { errorRate: 0, ended: 100 } } })];
    const { figures, lost, leftOut } = compareRuns(baseline, checked, random);
    assert.deepEqual(
      figures.map(({ signal, figure }) => `${signal} ${figure}`),
      ["users errorRate"],
    );
    assert.deepEqual(lost, [{ signal: "users", phase: "fault", figure: "p95Ms" }]);
    assert.deepEqual(
      leftOut.map(({ signal, figure }) => `${signal} ${figure}`),
      ["a -> b p95Ms", "a -> b errorRate"],
    );
  });

  test("takes as many as can reach a chance of 0.5 %", () => {
    assert.equal(areEnough(198, 1), false);
    assert.equal(areEnough(199, 1), true);
    assert.equal(areEnough(4, 5), false);
    assert.equal(leastBaseline(5), 5);
  });
});
