import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Compared, excessOf, ratioOf } from "../../../src/judge/measure/compared-arms.ts";
import { Histogram, type SparseHistogram } from "../../../src/judge/measure/histogram.ts";
import { type Random, seededRandom } from "../../../src/values/random/random.ts";

const CHECKS = 400;

const sparse = (values: readonly number[]): SparseHistogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram.toSparse();
};

/** Latencies in bursts: from time to time all are slow for a while, whichever arm they are in. */
function bursts(random: Random, requests: number): number[] {
  let slow = 0;
  return Array.from({ length: requests }, () => {
    slow = Math.max(0, slow - 1);
    if (random() < 0.005) slow = 40;
    return 20 + 30 * random() ** 4 * (slow > 0 ? 50 : 1);
  });
}

/** The same latencies, each in an arm that is drawn, those of the first so many times as long. */
function drawn(random: Random, control: number, times: number) {
  const latencies = bursts(random, 800).map((ms) => ({ ms, isControl: random() < control }));
  const of = (arm: boolean) => latencies.filter(({ isControl }) => isControl === arm).map(({ ms }) => ms);
  return { subject: sparse(of(false).map((ms) => ms * times)), other: sparse(of(true)) };
}

const misses = (compared: Compared | undefined, truth: number) =>
  compared === undefined || compared.low > truth || compared.high < truth;

describe("the ratio of two arms", () => {
  for (const control of [0.5, 0.2, 0.05]) {
    test(`has the truth in its interval 199 times of 200 where requests come in bursts, with ${control} in control`, () => {
      const random = seededRandom(3);
      for (const times of [1, 1.5]) {
        const checks = Array.from({ length: CHECKS }, () => ratioOf(drawn(random, control, times), 0.95));
        const missed = checks.filter((check) => misses(check, times)).length;
        // Chance 0.5 % each; of 400, more than 6 are missed once in 200 runs of such a test. The draws are always the same.
        assert.ok(missed <= 6, `${missed} of ${CHECKS} at ${times}`);
      }
    });
  }

  test("has the truth in its interval where the two differ in more than a factor", () => {
    const random = seededRandom(5);
    const many = (take: () => number) => sparse(Array.from({ length: 400 }, take));
    // Medians: 20 / (1 - 0.5) and 400.
    const checks = Array.from({ length: CHECKS }, () =>
      ratioOf({ subject: many(() => 400 + 0.2 * random()), other: many(() => 20 / (1 - random())) }, 0.5),
    );
    assert.ok(checks.filter((check) => misses(check, 10)).length <= 6);
  });

  test("is what was measured, in an interval that is narrower the more requests there are", () => {
    const even = (count: number, times: number) =>
      sparse(Array.from({ length: count }, (_, n) => (10 + (n % 97)) * times));
    const [few, many] = [970, 9700].map((count) => ratioOf({ subject: even(count, 2), other: even(count, 1) }, 0.95));
    assert.ok(few && many);
    assert.ok(Math.abs(few.measured - 2) < 0.02 && few.samples === 970);
    assert.ok(few.low < many.low && many.low < 2 && 2 < many.high && many.high < few.high);
  });

  test("has no upper end where too few requests could be above, and none at all without requests", () => {
    const few = ratioOf({ subject: sparse([10, 20, 30]), other: sparse([10, 20, 30]) }, 0.95);
    assert.deepEqual([few?.low, few?.high], [0, Number.POSITIVE_INFINITY]);
    assert.equal(ratioOf({ subject: [], other: sparse([10]) }, 0.5), undefined);
  });

  test("is no narrower than the buckets that latencies are known in", () => {
    const same = sparse(Array(10_000).fill(38));
    const { low = 1, high = 1 } = ratioOf({ subject: same, other: same }, 0.5) ?? {};
    assert.ok(low < 0.993 && high > 1.007, `${low} to ${high}`);
  });
});

describe("the excess of failures of one arm", () => {
  test("is known no better than so many requests tell, though none failed", () => {
    const at = (ended: number) => excessOf({ subject: { ended, failed: 0 }, other: { ended, failed: 0 } });
    const [few, many] = [at(50), at(5000)];
    assert.ok((few?.high ?? 0) > 0.05, `${few?.high}`);
    assert.ok((many?.high ?? 1) < 0.01 && (many?.low ?? -1) > -0.01);
    assert.equal(excessOf({ subject: { ended: 0, failed: 0 }, other: { ended: 5, failed: 0 } }), undefined);
  });

  test("has the truth in its interval 199 times of 200 where failures come in bursts", () => {
    const random = seededRandom(4);
    for (const control of [0.5, 0.2, 0.05]) {
      const missed = Array.from({ length: CHECKS }, () => {
        const arms = { true: { ended: 0, failed: 0 }, false: { ended: 0, failed: 0 } };
        for (const ms of bursts(random, 800)) {
          const arm = arms[random() < control ? "true" : "false"];
          arm.ended++;
          if (ms > 60) arm.failed++;
        }
        return excessOf({ subject: arms.false, other: arms.true });
      }).filter((check) => misses(check, 0)).length;
      assert.ok(missed <= 6, `${missed} of ${CHECKS} with ${control}`);
    }
  });
});
