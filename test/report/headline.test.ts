import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RunResult } from "../../src/judge/history/result.ts";
import type { Plan } from "../../src/judge/plan/plan.ts";
import { headlineOf } from "../../src/report/headline.ts";
import { twoFaults } from "./samples/plans.ts";
import { broken, guarded, leftovers, unprotected, unsteady } from "./samples/results.ts";

const [latency, ...others] = twoFaults.faults;
const params = { latency: 2800, jitter: 100, stream: "downstream", toxicity: 1 };
const plan: Plan = { ...twoFaults, faults: latency === undefined ? [] : [{ ...latency, params }, ...others] };

const slow = "pricing was made to take 2.84 s instead of 38 ms to answer checkout, 74.7 times as long";

describe("the sentence on a run", () => {
  const sentences: Readonly<Record<string, readonly [RunResult, string]>> = {
    "that passed": [
      guarded,
      `Checkout kept to all 4 of its limits while ${slow}; of the 2,000 requests of shoppers that ended in the fault phase, 1,999 succeeded.`,
    ],
    "that failed": [
      { ...unprotected, verdict: "fail", recovery: { recovered: "true" } },
      `Checkout missed 3 of its 4 limits while ${slow}; of the 1,400 requests of shoppers that ended in the fault phase, 1,077 succeeded.`,
    ],
    "that failed and did not come back": [
      { ...unprotected, verdict: "fail" },
      `Checkout missed 3 of its 4 limits while ${slow}; it did not come back afterwards; of the 1,400 requests of shoppers that ended in the fault phase, 1,077 succeeded.`,
    ],
    "that was aborted": [
      unprotected,
      `The run was stopped early at a limit that was set for that while ${slow}; it did not come back afterwards; of the 1,400 requests of shoppers that ended in the fault phase, 1,077 succeeded.`,
    ],
    "without steady state": [
      unsteady,
      "Nothing was proved: there was no steady state before the fault, so nothing was injected.",
    ],
    "that did not come up": [broken, "Nothing was proved: notification exited with code 1 at start."],
    "that left something in": [
      leftovers,
      "Something that was put in may not be out: 1 of 1 undo records could not be taken out: the proxy's API refused the connection.",
    ],
  };
  for (const [name, [result, sentence]] of Object.entries(sentences)) {
    test(name, () => assert.equal(headlineOf(result, plan), sentence));
  }
});

test("it tells of fallbacks where they were counted, and of a fault's size only where it was on all calls", () => {
  const some: Plan = {
    ...plan,
    faults: plan.faults.map((fault) => ({ ...fault, params: { ...params, toxicity: 0.5 } })),
  };
  const sentence = headlineOf(guarded, some, { service: "gateway", answers: 1860 });
  assert.match(sentence, /while a fault was on checkout -> pricing that adds 2\.8s ± 100ms to all answers;/);
  assert.match(sentence, /gateway gave 1,860 answers from a fallback, for 93 % of what it was asked\.$/);
});

test("a system is called by its graph's name only where people wrote the graph", () => {
  for (const platform of ["compose", "kubernetes", "external"]) {
    assert.match(
      headlineOf({ ...guarded, platform }, plan),
      /^The system kept to all 4 of its limits while /,
      platform,
    );
  }
});

test("it names no fault that wasn't seen to take effect", () => {
  const unseen = guarded.faults.map((fault) => ({ ...fault, took: "unknown" as const }));
  assert.doesNotMatch(headlineOf({ ...guarded, faults: unseen }, plan), /pricing|fault was/);
});
