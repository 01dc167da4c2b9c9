import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { MaxT } from "../../../src/judge/gate/max-t.ts";
import { waysOf } from "../../../src/judge/gate/ways.ts";
import { type Random, seededRandom } from "../../../src/values/random/random.ts";

const never = () => assert.fail("nothing is drawn");

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The distance of the mean of some above that of the others, in standard deviations of all. */
function differenceOf(values: readonly number[], isChosen: (place: number) => boolean): number {
  const spread = Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
  if (spread < 1e-9) return 0;
  const [chosen, others] = [values.filter((_, at) => isChosen(at)), values.filter((_, at) => !isChosen(at))];
  return (mean(chosen) - mean(others)) / spread;
}

/** The chance of each column, by going through all subsets of the runs. */
function byBruteForce(columns: readonly (readonly number[])[], total: number, chosen: number): number[] {
  const subsets = Array.from({ length: 2 ** total }, (_, bits) => bits).filter(
    (bits) => [...bits.toString(2)].filter((bit) => bit === "1").length === chosen,
  );
  const worstOf = (bits: number) =>
    Math.max(...columns.map((values) => differenceOf(values, (at) => (bits & (1 << at)) !== 0)));
  const worst = subsets.map(worstOf);
  return columns.map((values) => {
    const real = differenceOf(values, (at) => at >= total - chosen);
    return worst.filter((one) => one >= real - 1e-9).length / subsets.length;
  });
}

/** Few different values, so that many are the same. */
const cases = fc
  .record({ early: fc.integer({ min: 1, max: 5 }), late: fc.integer({ min: 1, max: 3 }) })
  .chain(({ early, late }) =>
    fc.record({
      early: fc.constant(early),
      late: fc.constant(late),
      columns: fc.array(
        fc.array(fc.integer({ min: -3, max: 9 }), { minLength: early + late, maxLength: early + late }),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
    }),
  );

describe("the test by the largest of several columns", () => {
  test("has the chances that going through all subsets gives", () => {
    fc.assert(
      fc.property(cases, ({ early, late, columns }) => {
        const { chances } = new MaxT(columns, waysOf(early + late, late, never));
        assert.deepEqual(chances, byBruteForce(columns, early + late, late));
      }),
      { numRuns: 60 },
    );
  });

  test("gives a column the chance that it would have with other values", () => {
    fc.assert(
      fc.property(cases, fc.array(fc.integer({ min: -3, max: 9 }), { minLength: 8, maxLength: 8 }), (one, others) => {
        const { early, late, columns } = one;
        const values = others.slice(0, early + late);
        const ways = waysOf(early + late, late, never);
        const changed = new MaxT([values, ...columns.slice(1)], ways);
        assert.equal(new MaxT(columns, ways).chanceWith(0, values), changed.chances[0]);
      }),
      { numRuns: 60 },
    );
  });

  test("doesn't depend on the unit of a column, nor on the order of the runs", () => {
    fc.assert(
      fc.property(cases, ({ early, late, columns }) => {
        const ways = waysOf(early + late, late, never);
        const other = columns.map((values) => {
          const [before, after] = [values.slice(0, early).reverse(), values.slice(early).reverse()];
          return [...before, ...after].map((value) => 5 + 3 * value);
        });
        assert.deepEqual(new MaxT(other, ways).chances, new MaxT(columns, ways).chances);
      }),
      { numRuns: 30 },
    );
  });

  const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const shapes: Readonly<Record<string, (random: Random) => number>> = {
    normal,
    "heavy-tailed": (random) => normal(random) / normal(random),
    "one of ten astray": (random) => normal(random) + (random() < 0.1 ? 30 : 0),
    "mostly the same": (random) => (random() < 0.7 ? 0 : Math.ceil(random() * 3)),
  };
  for (const [name, draw] of Object.entries(shapes)) {
    test(`of ${name} values that didn't change it has a chance below 5 % in no more than 5 % of cases`, () => {
      const random = seededRandom(20261129);
      const ways = waysOf(10, 4, never);
      const [checks, level] = [1500, 0.05];
      let alarms = 0;
      for (let check = 0; check < checks; check++) {
        const shared = Array.from({ length: 10 }, () => draw(random));
        const columns = [0, 1, 2, 3].map(() => shared.map((value) => value + draw(random)));
        if (Math.min(...new MaxT(columns, ways).chances) <= level) alarms++;
      }
      const threeDeviations = 3 * Math.sqrt((level * (1 - level)) / checks);
      assert.ok(alarms / checks <= level + threeDeviations, `${alarms} of ${checks}`);
      // It would be of no use if it never raised one.
      assert.ok(alarms / checks >= level / 3, `${alarms} of ${checks}`);
    });
  }
});
