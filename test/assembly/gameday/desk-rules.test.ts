import assert from "node:assert/strict";
import { test } from "node:test";
import { headlineFor } from "../../../src/assembly/gameday/desk-rules.ts";

const stops = [
  { atMs: 1, type: "stop-asked", by: "Linus", run: "run-1" },
  { atMs: 2, type: "stop-asked", by: "Ada", run: "run-1" },
] as const;

for (const [run, exitCode, headline] of [
  ["run-1", 130, "Nothing was proved: Linus stopped the run before it could prove anything."],
  ["run-1", 143, "As told."],
  ["run-1", 2, "As told."],
  ["run-2", 130, "As told."],
] as const) {
  test(`a run that ended with ${exitCode}, ${run}, is told of by who stopped it where somebody did`, () => {
    assert.equal(headlineFor({ stops }, { run, verdict: "inconclusive", exitCode, headline: "As told." }), headline);
  });
}
