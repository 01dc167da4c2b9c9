import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Pacing } from "../../src/files/experiment/load-spec.ts";
import { pacer } from "../../src/load/pacer.ts";
import { seededRandom } from "../../src/values/random/random.ts";

/** The first `count` arrivals. */
function arrivals(pacing: Pacing, count: number, seed = 1): number[] {
  const next = pacer(pacing, seededRandom(seed));
  return Array.from({ length: count }, next);
}

/** Number of arrivals that are due before `endMs`. */
function countBefore(pacing: Pacing, endMs: number): number {
  const next = pacer(pacing, seededRandom(1));
  let count = 0;
  while (next() < endMs) count++;
  return count;
}

/** The integral of the planned rate from 0 to `endMs`, computed stretch by stretch. */
function expectedBefore(pacing: Exclude<Pacing, { kind: "poisson" }>, endMs: number): number {
  const endS = endMs / 1000;
  if (pacing.kind === "constant") return pacing.ratePerS * endS;
  if (pacing.kind === "ramp") {
    const overS = pacing.overMs / 1000;
    const rampS = Math.min(endS, overS);
    const rateAtEnd =
      overS === 0 ? pacing.toPerS : pacing.fromPerS + ((pacing.toPerS - pacing.fromPerS) * rampS) / overS;
    return ((pacing.fromPerS + rateAtEnd) / 2) * rampS + pacing.toPerS * Math.max(0, endS - overS);
  }
  let sum = 0;
  let beganS = 0;
  for (const [index, step] of pacing.steps.entries()) {
    const isLast = index === pacing.steps.length - 1;
    const lengthS = isLast ? Infinity : step.forMs / 1000;
    sum += step.ratePerS * Math.max(0, Math.min(endS - beganS, lengthS));
    beganS += lengthS;
  }
  return sum;
}

const rate = fc.double({ min: 0, max: 2000, noNaN: true }).map((perS) => (perS < 0.01 ? 0 : perS));
const lengthMs = fc.integer({ min: 0, max: 5000 });
const plannedPacing: fc.Arbitrary<Exclude<Pacing, { kind: "poisson" }>> = fc.oneof(
  fc.record({ kind: fc.constant("constant" as const), ratePerS: rate }),
  fc.record({ kind: fc.constant("ramp" as const), fromPerS: rate, toPerS: rate, overMs: lengthMs }),
  fc.record({
    kind: fc.constant("steps" as const),
    steps: fc.array(fc.record({ ratePerS: rate, forMs: lengthMs }), { minLength: 1, maxLength: 5 }),
  }),
);

describe("arrivals at a planned rate", () => {
  const table: { name: string; pacing: Pacing; times: number[] }[] = [
    { name: "constant", pacing: { kind: "constant", ratePerS: 4 }, times: [0, 250, 500, 750] },
    { name: "constant below one a second", pacing: { kind: "constant", ratePerS: 0.5 }, times: [0, 2000, 4000] },
    { name: "constant at 0", pacing: { kind: "constant", ratePerS: 0 }, times: [Infinity, Infinity] },
    {
      name: "steps carry a part of an arrival over",
      pacing: {
        kind: "steps",
        steps: [
          { ratePerS: 3, forMs: 500 },
          { ratePerS: 1, forMs: 1000 },
        ],
      },
      times: [0, 1000 / 3, 1000, 2000],
    },
    {
      name: "steps with a pause",
      pacing: {
        kind: "steps",
        steps: [
          { ratePerS: 2, forMs: 1000 },
          { ratePerS: 0, forMs: 1000 },
          { ratePerS: 1, forMs: 1 },
        ],
      },
      times: [0, 500, 2000, 3000],
    },
    {
      name: "steps that end at 0",
      pacing: {
        kind: "steps",
        steps: [
          { ratePerS: 2, forMs: 1000 },
          { ratePerS: 0, forMs: 0 },
        ],
      },
      times: [0, 500, Infinity, Infinity],
    },
    { name: "no steps", pacing: { kind: "steps", steps: [] }, times: [Infinity] },
    // N(t) = t² with t in seconds, then 2 a second.
    {
      name: "ramp from 0",
      pacing: { kind: "ramp", fromPerS: 0, toPerS: 2, overMs: 1000 },
      times: [0, 1000, 1500, 2000],
    },
    // N(t) = 4t - 2t²: one arrival at t = 1 - sqrt(0.5), two never before t = 1, none after.
    {
      name: "ramp to 0",
      pacing: { kind: "ramp", fromPerS: 4, toPerS: 0, overMs: 1000 },
      times: [0, (1 - Math.SQRT1_2) * 1000, Infinity],
    },
    { name: "ramp over no time", pacing: { kind: "ramp", fromPerS: 9, toPerS: 2, overMs: 0 }, times: [0, 500, 1000] },
  ];
  for (const { name, pacing, times } of table) {
    it(name, () => {
      for (const [n, atMs] of arrivals(pacing, times.length).entries()) {
        const expectedMs = times[n] ?? Number.NaN;
        assert.ok(
          atMs === expectedMs || Math.abs(atMs - expectedMs) < 1e-9,
          `arrival ${n} at ${atMs}, not ${expectedMs}`,
        );
      }
    });
  }

  it("do not drift: after ten million arrivals a constant pace is exactly where it should be", () => {
    const next = pacer({ kind: "constant", ratePerS: 3 }, seededRandom(1));
    for (let n = 0; n < 10_000_000; n++) next();
    assert.equal(next(), 10_000_000_000 / 3);
  });

  it("never go back", () => {
    fc.assert(
      fc.property(plannedPacing, (pacing) => {
        const times = arrivals(pacing, 500);
        for (const [n, atMs] of times.entries()) assert.ok(atMs >= (times[n - 1] ?? 0));
      }),
    );
  });

  it("are in any interval as many as the integral of the rate, to within one", () => {
    fc.assert(
      fc.property(
        plannedPacing,
        fc.integer({ min: 0, max: 8000 }),
        fc.integer({ min: 0, max: 8000 }),
        (pacing, a, b) => {
          const [fromMs, toMs] = a < b ? [a, b] : [b, a];
          const counted = countBefore(pacing, toMs) - countBefore(pacing, fromMs);
          const expected = expectedBefore(pacing, toMs) - expectedBefore(pacing, fromMs);
          assert.ok(Math.abs(counted - expected) <= 1 + 1e-6, `${counted} arrivals where ${expected} were due`);
        },
      ),
    );
  });
});

describe("Poisson arrivals", () => {
  it("come at the same times with the same seed and at others with another", () => {
    const pacing: Pacing = { kind: "poisson", ratePerS: 100 };
    assert.deepEqual(arrivals(pacing, 100, 5), arrivals(pacing, 100, 5));
    assert.notDeepEqual(arrivals(pacing, 100, 5), arrivals(pacing, 100, 6));
  });

  it("have the rate's mean gap, and gaps that vary as much as the mean", () => {
    const times = arrivals({ kind: "poisson", ratePerS: 100 }, 20_000);
    const gaps = times.map((atMs, n) => atMs - (times[n - 1] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    // Five standard errors of the mean of 20,000 exponential gaps are 3.5 %.
    assert.ok(Math.abs(mean - 10) < 0.35, `mean gap ${mean}`);
    assert.ok(Math.abs(deviation - 10) < 0.7, `deviation ${deviation}`);
    assert.ok(gaps.every((gap) => gap >= 0));
  });

  it("never come at rate 0", () =>
    assert.deepEqual(arrivals({ kind: "poisson", ratePerS: 0 }, 2), [Infinity, Infinity]));
});
