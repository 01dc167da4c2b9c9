import assert from "node:assert/strict";
import { test } from "node:test";
import { renderResult } from "../../src/report/terminal/summary.ts";
import { unprotected } from "./samples/results.ts";

const CAUSES = /^(WAY BACK|WAITING)/;

const linesOf = (changes: Partial<typeof unprotected>) =>
  renderResult({ ...unprotected, ...changes }, { columns: 200, colour: false });

test("where nothing was hurt, nobody is led to a cause", () => {
  assert.ok(linesOf({}).some((line) => CAUSES.test(line)));
  assert.ok(!linesOf({ hurt: [] }).some((line) => CAUSES.test(line)));
});

test("without a way back and without waiting calls there are no such sections", () => {
  assert.ok(!linesOf({ wayBack: [], waiting: [] }).some((line) => CAUSES.test(line)));
});

test("of many things that calls wait for, the five with the most calls are shown", () => {
  const waiting = Array.from({ length: 7 }, (_, at) => ({
    service: "checkout",
    on: `GET part-${at}/`,
    count: 100 - at,
    longestMs: 900,
  }));
  const shown = linesOf({ waiting }).filter((line) => line.includes("calls wait for"));
  assert.equal(shown.length, 5);
  assert.match(shown[0] ?? "", /^WAITING {3}checkout: 100 calls wait for GET part-0\/, the longest for 900 ms$/);
});
