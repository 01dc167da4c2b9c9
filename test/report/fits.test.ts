import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { renderComparison } from "../../src/report/terminal/comparison.ts";
import { renderLive } from "../../src/report/terminal/live-view.ts";
import { renderPlan } from "../../src/report/terminal/plan.ts";
import { renderResult } from "../../src/report/terminal/summary.ts";
import { textWidth } from "../../src/report/terminal/text.ts";
import { liveViews, results, text } from "./arbitraries.ts";
import { twoFaults } from "./samples/plans.ts";

const columns = fc.integer({ min: 1, max: 250 });
const colour = fc.boolean();
/** The commands that take out by hand are printed whole, for copying. */
const MANUAL = "  by hand: ";

test("the live view never outgrows its screen", () => {
  const rows = fc.integer({ min: 1, max: 80 });
  fc.assert(
    fc.property(liveViews, columns, rows, colour, (view, columns, rows, colour) => {
      const lines = renderLive(view, { columns, rows, colour });
      assert.ok(lines.length <= rows, `${lines.length} lines in ${rows} rows`);
      assertFits(lines, columns, colour);
    }),
  );
});

test("no line of a result is wider than the terminal", () => {
  fc.assert(
    fc.property(results, columns, colour, (result, columns, colour) => {
      assertFits(renderResult(result, { columns, colour }), columns, colour);
    }),
  );
});

test("no line of a comparison is wider than the terminal", () => {
  fc.assert(
    fc.property(fc.array(results, { minLength: 1, maxLength: 3 }), columns, colour, (runs, columns, colour) => {
      assertFits(renderComparison(runs, { columns, colour }), columns, colour);
    }),
  );
});

test("no line of a plan is wider than the terminal", () => {
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 4 }), columns, colour, (title, warnings, columns, colour) => {
      const plan = { ...twoFaults, warnings, experiment: { ...twoFaults.experiment, title } };
      assertFits(renderPlan(plan, { columns, colour }), columns, colour);
    }),
  );
});

/** Nothing wider than the columns, and nothing that a terminal would obey but our own colours. */
function assertFits(lines: readonly string[], columns: number, colour: boolean): void {
  for (const line of lines) {
    const plain = colour ? stripVTControlCharacters(line) : line;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    assert.doesNotMatch(plain, /[\x00-\x1f\x7f-\x9f]/);
    if (plain.startsWith(MANUAL)) continue;
    assert.ok(textWidth(plain) <= columns, `${textWidth(plain)} columns in ${columns}: ${JSON.stringify(plain)}`);
  }
}
