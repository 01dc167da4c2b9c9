import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { exitCodes } from "../../src/values/exit-codes.ts";
import { worstExitCode } from "../../src/values/worst-exit-code.ts";

const page = readFileSync(new URL("../../docs/ci.md", import.meta.url), "utf8");
/** The codes of the page's table, from the worst on. */
const told = [...page.matchAll(/^\| ((?:\d+(?:, )?)+) \|/gm)].flatMap(([, codes = ""]) =>
  codes.split(", ").map(Number),
);

test("docs/ci.md has every exit code, in the order in which they weigh", () => {
  assert.deepEqual(told.toSorted(), Object.values(exitCodes).toSorted());
  for (const [at, worse] of told.entries()) {
    for (const code of told.slice(at)) {
      assert.equal(worstExitCode([code, worse]), worse);
      assert.equal(worstExitCode([worse, code]), worse);
    }
  }
});

test("of none it is inconclusive, and a code that no run ends with is a defect", () => {
  assert.equal(worstExitCode([]), 3);
  assert.throws(() => worstExitCode([0, 17]), /17/);
});
