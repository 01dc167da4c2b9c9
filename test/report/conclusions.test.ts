import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunResult } from "../../src/judge/history/result.ts";
import { conclusionsOf } from "../../src/report/conclusions.ts";
import { twoFaults } from "./samples/plans.ts";
import { broken, guarded, leftovers, unprotected, unsteady } from "./samples/results.ts";

const outcomes = (result: RunResult) =>
  Object.fromEntries(conclusionsOf(result, twoFaults).map(({ name, outcome }) => [name, outcome]));

test("what is false is broken, also the abort that ended the run", () => {
  const found = outcomes(unprotected);
  assert.equal(found["abort: shoppers.p99 > 9s over 5s"], "broken");
  assert.equal(found["abort: shoppers.error_rate > 50% over 5s"], "held");
  assert.equal(found["expect: shoppers.p95 < 300ms"], "broken");
  assert.equal(found["expect: shoppers.recovery < 10s"], "unproven");
  assert.equal(found.verdict, "broken");
});

test("nothing of a run that passed is broken or unproven", () => {
  assert.deepEqual(new Set(Object.values(outcomes(guarded))), new Set(["held"]));
  const [expectation] = guarded.criteria.slice(-1);
  assert.ok(expectation);
  const neverTold = { ...expectation, role: "abort", judgement: { holds: "unknown", samples: 3, why: "few" } } as const;
  assert.deepEqual(
    new Set(Object.values(outcomes({ ...guarded, criteria: [...guarded.criteria, neverTold] }))),
    new Set(["held", "open"]),
  );
});

test("a run that proved nothing has no conclusion but that, and nothing open is taken for it", () => {
  const found = outcomes(unsteady);
  assert.equal(found["steady-state: shoppers.p95 < 300ms"], "broken");
  assert.equal(found["expect: shoppers.error_rate < 1%"], "unproven");
  assert.equal(found["fault: latency-1 on checkout -> pricing takes effect"], "open");
  assert.equal(found.verdict, "unproven");
  assert.equal(outcomes(broken).verdict, "unproven");
});

test("what may still be in is said with the command against it", () => {
  const undo = conclusionsOf(leftovers, twoFaults).find(({ kind }) => kind === "undo");
  assert.equal(undo?.outcome, "broken");
  assert.match(undo?.why.join("\n") ?? "", /by hand: curl -X DELETE/);
});

test("a fault is no proof without its effect, nor is a criterion without its place in the file", () => {
  const [fault] = guarded.faults;
  assert.ok(fault);
  const without: RunResult = { ...guarded, verdict: "inconclusive", faults: [{ ...fault, took: "false" }] };
  const conclusions = conclusionsOf(without, twoFaults);
  assert.deepEqual(
    conclusions.filter(({ outcome }) => outcome !== "held").map(({ kind, outcome, path }) => ({ kind, outcome, path })),
    [
      { kind: "fault", outcome: "unproven", path: ["faults", 0] },
      { kind: "verdict", outcome: "unproven", path: ["name"] },
    ],
  );
  assert.deepEqual(
    conclusions.slice(0, 4).map(({ path }) => path),
    [
      ["steady-state", 0],
      ["steady-state", 1],
      ["abort", 0],
      ["expect", 0],
    ],
  );
});
