import assert from "node:assert/strict";
import { test } from "node:test";
import { measuredWords } from "../../../src/cli/init/measured-words.ts";
import { drafts } from "../../files/init/drafts.ts";

const { words } = drafts.demo?.draft ?? assert.fail();

test("what was measured takes the place of guesses about the same, and of nothing else", () => {
  const criteria = [
    { role: "steady-state", text: "shoppers.p95 < 99ms", why: "p95 was 41 to 48 ms" },
    { role: "expect", text: "shoppers.p95 < 150ms", why: "usual" },
  ] as const;
  const nothing = { nothing: "error rate: too few" };
  const told = measuredWords(words, [nothing, { criteria, windows: 15 }], "2026-11-29");
  assert.deepEqual(told.steadyState, ["shoppers.p95 < 99ms # p95 was 41 to 48 ms", "shoppers.error_rate < 1%"]);
  assert.deepEqual(told.abort, words.abort);
  assert.deepEqual(
    told.expect.map((text) => text.replace(/ #.*/, "")),
    [
      "shoppers.p95 < 150ms",
      "shoppers.error_rate < 1%",
      "shoppers.recovery < 10s",
      "(checkout -> pricing).amplification < 1.5",
    ],
  );
  assert.deepEqual(told.measured, [
    "Measured on 2026-11-29 without a fault;",
    "of windows alike, one in 16 is above the highest of 15 (by ranks); the margins come on top.",
  ]);
});

test("where nothing was proposed, all stays as it was", () => {
  assert.equal(measuredWords(words, [{ nothing: "p95: it drifts" }], "2026-11-29"), words);
});
