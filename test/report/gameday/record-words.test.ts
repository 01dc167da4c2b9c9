import assert from "node:assert/strict";
import { test } from "node:test";
import { recordOf } from "../../../src/judge/gameday/boring.ts";
import { recordInWords } from "../../../src/report/gameday/trend-words.ts";
import { type TrialInput, trialOf } from "../../judge/gameday/trials.ts";

const wordsOf = (...inputs: readonly TrialInput[]) => recordInWords(recordOf("x", inputs.map(trialOf), 3));

test("an experiment is told of by its newest run that counts, and no more than is known", () => {
  assert.equal(wordsOf({ verdict: "inconclusive" }), "nothing: no run proved anything");
  assert.equal(wordsOf({}, { verdict: "undo-incomplete" }), "its newest run that counts came to undo incomplete");
  assert.match(wordsOf({}, { isLost: true }), /passed; by how far can't be told, since its journal is gone/);
  assert.match(wordsOf({ shares: [] }), /^passed once; how near to its limits can't be told/);
  assert.match(wordsOf({ verdict: "fail" }, {}, {}), /^passed 2 times in a row, at least 50 % of each limit was left/);
});
