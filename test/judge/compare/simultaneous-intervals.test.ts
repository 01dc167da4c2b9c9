import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  canDiffer,
  FEWEST_EACH,
  simultaneousIntervals,
  type TwoSides,
} from "../../../src/judge/compare/simultaneous-intervals.ts";
import { type Random, seededRandom } from "../../../src/values/random/random.ts";
import { normal } from "../gate/measured.ts";

const CHANGES = [0, 0.2, -0.2, ...Array.from({ length: 13 }, () => 0)];
const COMPARISONS = 80;
/** On each side. */
const RUNS = 6;

/** Runs that differ lopsidedly, in all figures at once and in each: one of a hundred is ten deviations off. */
function lopsided(random: Random): number {
  return Math.exp(normal(random)) - 1;
}

function simulated(random: Random): readonly TwoSides[] {
  const [sharedA, sharedB] = [0, 1].map(() => Array.from({ length: RUNS }, () => 0.03 * lopsided(random)));
  const value = (shared: number) => shared + 0.02 * lopsided(random);
  return CHANGES.map((change) => ({
    a: (sharedA ?? []).map(value),
    b: (sharedB ?? []).map((shared) => value(shared) + change),
  }));
}

describe("intervals of several changes at once", () => {
  test("hold the true changes of lopsided runs in nearly all comparisons", () => {
    const random = seededRandom(20261129);
    let missed = 0;
    let told = 0;
    for (let nth = 0; nth < COMPARISONS; nth++) {
      const intervals = simultaneousIntervals(simulated(random), true, random);
      const isHeld = ({ low, high }: { low: number; high: number }, at: number) =>
        low <= (CHANGES[at] ?? 0) && (CHANGES[at] ?? 0) <= high;
      if (!intervals.every(isHeld)) missed++;
      if ((intervals[1]?.low ?? 0) > 0 && (intervals[2]?.high ?? 0) < 0) told++;
    }
    // One of 200 at most is due; three of 80 are so by chance once in 140.
    assert.ok(missed <= 2, `${missed} of ${COMPARISONS} missed`);
    assert.ok(told >= COMPARISONS / 4, `${told} of ${COMPARISONS} told 20 % from nothing`);
  });

  test("are not there before there are six on each side, or as many ways with sides of two sizes", () => {
    assert.equal(FEWEST_EACH, 6);
    assert.ok(!canDiffer(5, 5));
    assert.ok(canDiffer(4, 7));
    assert.ok(!canDiffer(1, 100));
  });

  test("are a point where nothing varies, and move with the figures", () => {
    const level = (value: number, runs: number) => Array.from({ length: runs }, () => value);
    const [same, moved] = simultaneousIntervals(
      [
        { a: level(1, 4), b: level(1, 7) },
        { a: level(1, 4), b: level(1.5, 7) },
      ],
      true,
      seededRandom(1),
    );
    assert.ok(same && moved);
    assert.ok(Math.abs(same.low) < 1e-9 && Math.abs(same.high) < 1e-9);
    assert.ok(Math.abs(moved.low - 0.5) < 1e-9 && Math.abs(moved.high - 0.5) < 1e-9);
  });
});
