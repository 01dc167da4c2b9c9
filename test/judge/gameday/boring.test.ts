import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { BORING_MARGIN, recordOf } from "../../../src/judge/gameday/boring.ts";
import { type TrialInput, trialOf } from "./trials.ts";

const TIMES = 3;

/** Runs as they come: near to their limits and far from them, of one thing asked or another, kept or lost. */
const anyInput: fc.Arbitrary<TrialInput> = fc.record({
  verdict: fc.constantFrom("pass", "pass", "fail", "aborted", "inconclusive", "undo-incomplete"),
  shares: fc.array(fc.constantFrom(0.1, BORING_MARGIN, 0.26, 0.5, 0.9), { maxLength: 3 }),
  plan: fc.constantFrom({}, { faults: [{ delayMs: 99 }] }),
  isLost: fc.boolean(),
});
/** Most pass by far, or no row would ever be long. */
const inputs: fc.Arbitrary<TrialInput> = fc.oneof(
  { arbitrary: fc.constant<TrialInput>({ verdict: "pass", shares: [0.5, 0.26], plan: {} }), weight: 3 },
  { arbitrary: anyInput, weight: 1 },
);

/** The rule, said in another way: look at the newest that count, and ask each. */
function isBoring(all: readonly TrialInput[], times: number): boolean {
  const newest = all.filter(({ verdict }) => verdict !== "inconclusive").slice(-times);
  if (newest.length < times) return false;
  return (
    newest.every(({ verdict, isLost }) => verdict === "pass" && isLost !== true) &&
    new Set(newest.map(({ plan }) => JSON.stringify(plan))).size === 1 &&
    newest.some(({ shares = [] }) => shares.length > 0) &&
    newest.every(({ shares = [] }) => shares.every((share) => share > BORING_MARGIN))
  );
}

function recordOfInputs(all: readonly TrialInput[], times = TIMES) {
  return recordOf("pricing-slow", all.map(trialOf), times);
}

describe("an experiment is boring", () => {
  test("where as many of its newest runs as are asked passed, alike, with margin, and no other is", () => {
    let found = 0;
    fc.assert(
      fc.property(fc.array(inputs, { maxLength: 7 }), fc.integer({ min: 1, max: 4 }), (all, times) => {
        const record = recordOfInputs(all, times);
        if (record.isBoring) found++;
        assert.equal(record.isBoring, isBoring(all, times));
        assert.equal(record.counted + record.inconclusive, all.length);
        const newest = all.findLast(({ verdict }) => verdict !== "inconclusive");
        assert.equal(record.newest?.verdict, newest?.verdict);
        assert.equal(record.newest?.isJournalGone, newest && newest.isLost === true);
      }),
      { numRuns: 300 },
    );
    assert.ok(found > 30, `only ${found} of the drawn ones are boring: nothing is tested`);
  });

  test("whatever inconclusive runs lie in between, which count for nothing", () => {
    fc.assert(
      fc.property(fc.array(inputs, { maxLength: 5 }), fc.nat(), (all, draw) => {
        const place = draw % (all.length + 1);
        const without = recordOfInputs(all);
        const record = recordOfInputs(all.toSpliced(place, 0, { verdict: "inconclusive", shares: [0.01] }));
        assert.equal(record.isBoring, without.isBoring);
        assert.equal(record.passedInARow, without.passedInARow);
        assert.equal(record.closest?.share, without.closest?.share);
      }),
      { numRuns: 100 },
    );
  });

  test("not for long: a failure makes it interesting again", () => {
    const calm = [{}, {}, {}];
    assert.equal(recordOfInputs(calm).isBoring, true);
    assert.equal(recordOfInputs([...calm, { verdict: "fail", shares: [-0.2] }]).isBoring, false);
    assert.equal(recordOfInputs([...calm, { verdict: "fail" }, ...calm]).isBoring, true);
  });

  test("only where it can be told: a limit of 0 has no share, nor has what wasn't measured", () => {
    const atZero = trialOf({}).record?.result.criteria[0];
    assert.ok(atZero);
    const zero: TrialInput = { result: { criteria: [atZero, { ...atZero, limit: 0, margin: 0 }] } };
    const record = recordOfInputs([zero, zero, zero]);
    assert.deepEqual([record.passedInARow, record.closest, record.isBoring], [3, undefined, false]);
  });

  test("by its expectations alone: how far an abort was from holding in its last window says nothing", () => {
    const criteria = trialOf({ shares: [0.5] }).record?.result.criteria ?? [];
    const abort = { ...criteria[0], role: "abort", margin: 1 } as (typeof criteria)[number];
    const record = recordOfInputs([1, 2, 3].map(() => ({ result: { criteria: [...criteria, abort] } })));
    assert.deepEqual([record.isBoring, record.closest?.share], [true, 0.5]);
  });
});
