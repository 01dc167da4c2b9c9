import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mayTryAgain, type QueueRules, type Turn, whyNotRun } from "../../../src/assembly/queue/turns.ts";
import { exitCodes } from "../../../src/values/exit-codes.ts";

const rules: QueueRules = { retries: 0, failFast: false, atOnce: 1 };
const turn: Turn = { endedWith: [], elapsedMs: 0, lengthMs: 10_000 };

describe("an experiment's turn", () => {
  it("comes whatever became of others, where nothing says otherwise", () => {
    assert.equal(whyNotRun({ ...turn, endedWith: [1, 2, 3, 64] }, rules), undefined);
  });

  for (const { name, at, by = {}, why } of [
    { name: "the queue was ended", at: { interruptedBy: "SIGTERM" }, why: /SIGTERM/ },
    { name: "something may still be in", at: { endedWith: [0, 4] }, why: /may still be there/ },
    { name: "brownout failed", at: { endedWith: [70, 0] }, why: /brownout itself/ },
    {
      name: "one did not pass, and that is enough",
      at: { endedWith: [0, 3] },
      by: { failFast: true },
      why: /--fail-fast/,
    },
    { name: "it is longer than the budget", at: {}, by: { budgetMs: 9_999 }, why: /10s.*9\.999s/ },
    {
      name: "not enough of the budget is left",
      at: { elapsedMs: 5_001 },
      by: { budgetMs: 15_000 },
      why: /9s are left/,
    },
  ]) {
    it(`doesn't come where ${name}`, () => {
      assert.match(whyNotRun({ ...turn, ...at }, { ...rules, ...by }) ?? "", why);
    });
  }

  it("comes where the budget is just enough, and where all passed", () => {
    const strict = { retries: 0, failFast: true, atOnce: 1, budgetMs: 15_000 };
    assert.equal(whyNotRun({ ...turn, endedWith: [0, 0], elapsedMs: 5_000 }, strict), undefined);
  });
});

it("only what is inconclusive is tried again, and only so often", () => {
  const twice = { ...rules, retries: 2 };
  const tried = Object.values(exitCodes).filter((code) => mayTryAgain(code, 1, twice));
  assert.deepEqual(tried, [exitCodes.inconclusive]);
  assert.deepEqual(
    [1, 2, 3].map((tries) => mayTryAgain(exitCodes.inconclusive, tries, twice)),
    [true, true, false],
  );
  assert.equal(mayTryAgain(exitCodes.inconclusive, 1, rules), false);
});
