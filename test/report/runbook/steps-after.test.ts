import assert from "node:assert/strict";
import { test } from "node:test";
import type { RemedyOutcome, RunResult } from "../../../src/judge/history/result.ts";
import { stepsAfter } from "../../../src/report/runbook/steps-after.ts";
import { guarded, unprotected } from "../samples/results.ts";

type After = "true" | "false" | "unknown" | "not done";

/** A run whose steps came to that, one every 5 s from 35 s of the run on; the first is that nothing was done. */
function run(...outcomes: readonly After[]): RunResult {
  const remedies = outcomes.map((outcome, at): RemedyOutcome => {
    const recovered = outcome === "not done" ? "unknown" : outcome;
    return {
      id: at === 0 ? "undo" : `restart-${at}`,
      what: at === 0 ? "nothing" : `restarts api ${at}`,
      ...(at > 0 && { begunAtMs: 30_000 + at * 5000, doneAtMs: 31_000 + at * 5000 }),
      done: outcome === "not done" ? "false" : "true",
      evidence: "seen",
      after: {
        recovered,
        ...(recovered === "true" && { afterMs: 2000 }),
        ...(recovered === "unknown" && { why: "few" }),
      },
    };
  });
  return { ...unprotected, remedies };
}

test("a step helped only where steady state was seen to be gone before it, and back after it", () => {
  for (const [outcomes, effects] of [
    [
      ["false", "true"],
      ["not-back", "back"],
    ],
    [
      ["true", "true"],
      ["back", "back-before"],
    ],
    [
      ["unknown", "true"],
      ["unknown", "unknown"],
    ],
    [
      ["false", "false", "true"],
      ["not-back", "not-back", "back"],
    ],
    [
      ["false", "unknown", "true"],
      ["not-back", "unknown", "unknown"],
    ],
    [
      ["false", "not done", "true"],
      ["not-back", "not-done", "unknown"],
    ],
    [
      ["true", "false"],
      ["back", "lost"],
    ],
    [
      ["true", "false", "true"],
      ["back", "lost", "back"],
    ],
    [
      ["unknown", "false"],
      ["unknown", "unknown"],
    ],
  ] as const) {
    assert.deepEqual(
      stepsAfter(run(...outcomes)).map(({ effect }) => effect),
      effects,
      outcomes.join(),
    );
  }
});

test("a step that didn't help says for how long that was watched, and what had been done before it", () => {
  const [nothing, first, second] = stepsAfter(run("false", "false", "true"));
  assert.equal(nothing?.words, "steady state was not back in the 5.19 s that were watched");
  assert.equal(first?.words, "steady state was not back in the 4 s that were watched");
  assert.equal(second?.words, "steady state was back after 2 s");
  assert.deepEqual(second?.after, ["restarts api 1"]);
});

test("without remedies the only step is that nothing was done, and none where nobody looked", () => {
  assert.deepEqual(
    stepsAfter(guarded).map(({ effect, words }) => [effect, words]),
    [["back", "steady state was back after 1.4 s"]],
  );
  const late = { ...guarded, recovery: { recovered: "true", afterMs: 1400, earliestMs: 0 } } as const;
  assert.equal(stepsAfter(late)[0]?.words, "steady state was back after 1.4 s (it may have been at once)");
  const atOnce = { ...guarded, recovery: { recovered: "true", afterMs: 0 } } as const;
  assert.equal(stepsAfter(atOnce)[0]?.words, "steady state held at once: it may not have been gone");
  assert.deepEqual(stepsAfter({ ...guarded, recovery: null }), []);
});
