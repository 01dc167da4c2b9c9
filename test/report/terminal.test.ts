// What each view looks like, as files to read: test/report/expected/. After a change that is meant, write them anew with
//   UPDATE_EXPECTED=1 node --test test/report/terminal.test.ts
// and read what git shows of them before committing.
import { test } from "node:test";
import { renderComparison } from "../../src/report/terminal/comparison.ts";
import { renderLive } from "../../src/report/terminal/live-view.ts";
import { renderPlan } from "../../src/report/terminal/plan.ts";
import { renderResult } from "../../src/report/terminal/summary.ts";
import { assertExpected } from "./expected.ts";
import { calm, cascade, late, starting } from "./samples/live.ts";
import { twoFaults } from "./samples/plans.ts";
import { broken, guarded, leftovers, unprotected, unsteady, untouched } from "./samples/results.ts";

const VIEWS: Readonly<Record<string, (columns: number, rows: number) => string[]>> = {
  "live-starting": (columns, rows) => renderLive(starting, { columns, rows, colour: false }),
  "live-baseline": (columns, rows) => renderLive(calm, { columns, rows, colour: false }),
  "live-cascade": (columns, rows) => renderLive(cascade, { columns, rows, colour: false }),
  "live-harness-late": (columns, rows) => renderLive(late, { columns, rows, colour: false }),
  "result-aborted": (columns) => renderResult(unprotected, { columns, colour: false }),
  "result-passed": (columns) => renderResult(guarded, { columns, colour: false }),
  "result-inconclusive": (columns) => renderResult(unsteady, { columns, colour: false }),
  "result-undo-incomplete": (columns) => renderResult(leftovers, { columns, colour: false }),
  comparison: (columns) => renderComparison([unprotected, guarded], { columns, colour: false }),
  "comparison-without-fault": (columns) => renderComparison([unsteady, guarded], { columns, colour: false }),
  "comparison-alike": (columns) => renderComparison([guarded, untouched], { columns, colour: false }),
  "result-broken-at-start": (columns) => renderResult(broken, { columns, colour: false }),
  plan: (columns) => renderPlan(twoFaults, { columns, colour: false }),
};

for (const [name, render] of Object.entries(VIEWS)) {
  for (const [columns, rows] of [
    [80, 24],
    [200, 50],
  ] as const) {
    test(`${name} in ${columns} columns`, () => assertExpected(`${name}-${columns}`, render(columns, rows)));
  }
}

test("the live view in a terminal of 40 columns", () => {
  assertExpected("live-cascade-40", renderLive(cascade, { columns: 40, rows: 24, colour: false }));
});

test("a passed run in colours", () => {
  assertExpected("result-passed-colours", renderResult(guarded, { columns: 80, colour: true }));
});
