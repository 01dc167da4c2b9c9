import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CriterionRole, Judgement, StopCause } from "../../../src/judge/history/event.ts";
import type { FaultOutcome, JudgedCriterion } from "../../../src/judge/history/result.ts";
import { decide, type VerdictInput } from "../../../src/judge/history/verdict.ts";
import type { UndoRecord } from "../../../src/values/undo-record.ts";
import { criterionOf } from "../criteria/make.ts";

const holds: Judgement = { holds: "true", measured: 100, samples: 500 };
const broken: Judgement = { holds: "false", measured: 400, samples: 500 };
const unknown: Judgement = { holds: "unknown", samples: 3, why: "needs 20 samples to have a p95, got 3" };

function judged(judgement: Judgement, role: CriterionRole = "expect"): JudgedCriterion {
  const criterion = criterionOf("shoppers.p95 < 300ms");
  return { ...criterion, role, judgement, ...(judgement.measured && { margin: 300 - judgement.measured }) };
}

const fault: FaultOutcome = {
  id: "latency-1",
  type: "latency",
  on: "a -> b",
  injectedAtMs: 1000,
  took: "true",
  evidence: "delayed",
};
const record: UndoRecord = { id: "t", kind: "toxic", what: "toxic latency-1", manual: "curl", data: null };

/** A run in which all went well, but for what is given. */
const run = (given: Partial<VerdictInput>): VerdictInput => ({
  leftBehind: [],
  undoneLate: [],
  criteria: [judged(holds, "steady-state"), judged(holds)],
  faults: [fault],
  unreached: [],
  unfitBaseline: [],
  leftOut: [],
  recovery: { recovered: "true", afterMs: 0 },
  remediesNotDone: [],
  awaitsRecovery: true,
  deaths: [],
  ...given,
});

const abort: StopCause = { kind: "abort", index: 0, judgement: holds };
const interrupted = (signal: "SIGINT" | "SIGTERM"): StopCause => ({ kind: "interrupted", signal });
const brokenBy = (exitCode: number): StopCause => ({ kind: "broken", code: "E_X", message: "it broke", exitCode });

const late: Judgement = { ...broken, holds: "unknown", why: "it ran late", explainedBy: ["pacing"] };

const table: readonly (readonly [string, Partial<VerdictInput>, string, number])[] = [
  ["all went well", {}, "pass", 0],
  ["recovery isn't awaited", { recovery: null, awaitsRecovery: false }, "pass", 0],
  ["an expectation did not hold", { criteria: [judged(broken), judged(holds)] }, "fail", 1],
  ["one did not hold, another is unknown", { criteria: [judged(unknown), judged(broken)] }, "fail", 1],
  ["steady state did not come back", { recovery: { recovered: "false" } }, "fail", 1],
  ["an expectation is unknown", { criteria: [judged(holds), judged(unknown)] }, "inconclusive", 3],
  ["a fault did not take effect", { faults: [fault, { ...fault, took: "false" }] }, "inconclusive", 3],
  ["a fault's effect is unknown", { faults: [{ ...fault, took: "unknown" }] }, "inconclusive", 3],
  ["recovery is unknown", { recovery: { recovered: "unknown" } }, "inconclusive", 3],
  ["recovery was not measured", { recovery: null }, "inconclusive", 3],
  ["one of several faults had no target", { leftOut: ["kill-2 was left out: nobody"] }, "pass", 0],
  [
    "no fault had a target",
    { faults: [], leftOut: ["kill-1 was left out: nobody"], recovery: null },
    "inconclusive",
    3,
  ],
  [
    "no fault had a target and an expectation did not hold",
    { faults: [], leftOut: ["kill-1 was left out: nobody"], criteria: [judged(broken)] },
    "fail",
    1,
  ],
  ["a service died", { deaths: ["user ended with code 1"] }, "inconclusive", 3],
  ["a service died and an expectation did not hold", { deaths: ["x"], criteria: [judged(broken)] }, "fail", 1],
  [
    "a service died and an abort held",
    { deaths: ["x"], stop: abort, criteria: [judged(broken, "abort")] },
    "aborted",
    2,
  ],
  ["lag explains the latency", { criteria: [judged(late)] }, "inconclusive", 3],
  ["lag explains one latency of two", { criteria: [judged(late), judged(broken)] }, "fail", 1],
  [
    "lag explains the latency, not that it stays down",
    { criteria: [judged(late)], recovery: { recovered: "false" } },
    "fail",
    1,
  ],
  ["an abort held", { stop: abort, criteria: [judged(broken, "abort")] }, "aborted", 2],
  [
    "an abort held before any fault was in",
    {
      stop: abort,
      criteria: [judged(broken, "abort")],
      faults: [{ ...fault, injectedAtMs: undefined } as unknown as FaultOutcome],
    },
    "inconclusive",
    3,
  ],
  ["an abort that lag explains", { stop: abort, criteria: [judged(late, "abort")] }, "inconclusive", 3],
  ["no steady state", { stop: { kind: "no-steady-state" } }, "inconclusive", 3],
  ["SIGINT", { stop: interrupted("SIGINT"), criteria: [judged(broken)] }, "inconclusive", 130],
  ["SIGTERM", { stop: interrupted("SIGTERM") }, "inconclusive", 143],
  ["something broke", { stop: brokenBy(3) }, "inconclusive", 3],
  ["the experiment is wrong", { stop: brokenBy(64) }, "inconclusive", 64],
  ["brownout is wrong", { stop: brokenBy(70) }, "inconclusive", 70],
  ["something is left", { leftBehind: [record] }, "undo-incomplete", 4],
  [
    "something is left of an interrupted run",
    { leftBehind: [record], stop: interrupted("SIGINT") },
    "undo-incomplete",
    4,
  ],
  ["something is left of an aborted run", { leftBehind: [record], stop: abort }, "undo-incomplete", 4],
];

describe("the verdict", () => {
  for (const [what, given, verdict, exitCode] of table) {
    test(`when ${what} is ${verdict}, exit code ${exitCode}`, () => {
      const decision = decide(run(given));
      assert.equal(decision.verdict, verdict);
      assert.equal(decision.exitCode, exitCode);
      assert.ok(decision.reasons.length > 0);
    });
  }

  test("says every reason, what failed before what is in doubt", () => {
    const { reasons } = decide(run({ criteria: [judged(unknown), judged(broken)], recovery: { recovered: "false" } }));
    assert.equal(reasons.length, 3);
    assert.match(reasons[0] ?? "", /does not hold at 400 ms/);
    assert.match(reasons[1] ?? "", /did not come back/);
    assert.match(reasons[2] ?? "", /unknown/);
  });

  test("tells a baseline that was not steady from one that could not be judged", () => {
    const reasonsFor = (judgement: Judgement) => {
      const given = { stop: { kind: "no-steady-state" }, criteria: [judged(judgement, "steady-state")] } as const;
      return decide(run(given)).reasons.join("\n");
    };
    assert.match(reasonsFor(broken), /^there was no steady state before the fault/);
    assert.match(reasonsFor(unknown), /^it could not be told whether there was a steady state before the fault/);
  });

  test("isn't explained by a lag of nothing when the limit was only just met", () => {
    const atLimit = { holds: "false", measured: 300, samples: 500, scheduleLagMs: 0 } as const;
    assert.equal(decide(run({ criteria: [{ ...judged(atLimit), margin: 0 }] })).exitCode, 1);
  });
});
