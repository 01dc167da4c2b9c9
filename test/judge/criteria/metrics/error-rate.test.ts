import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Criterion } from "../../../../src/files/experiment/criterion.ts";
import { judge, samplesNeeded } from "../../../../src/judge/criteria/evaluate.ts";
import type { CriterionRole } from "../../../../src/judge/history/event.ts";
import { Histogram } from "../../../../src/judge/measure/histogram.ts";
import { criterionOf, readingOf, times } from "../make.ts";

function judged(criterion: Criterion | string, role: CriterionRole, failed: number, ended: number) {
  const parsed = typeof criterion === "string" ? criterionOf(criterion) : criterion;
  return judge(parsed, { signal: readingOf({ failed, ended }) }, role);
}

function holds(...args: Parameters<typeof judged>) {
  return judged(...args).holds;
}

const limit = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const sample = fc
  .integer({ min: 1, max: 3000 })
  .chain((ended) => fc.record({ ended: fc.constant(ended), failed: fc.integer({ min: 0, max: ended }) }));

describe("an expected error rate", () => {
  test("under 1 % needs 381 samples when all is well", () => {
    assert.equal(holds("shoppers.error_rate < 1%", "expect", 0, 380), "unknown");
    assert.equal(holds("shoppers.error_rate < 1%", "expect", 0, 381), "true");
  });

  test("says how many samples it lacks", () => {
    assert.deepEqual(judged("shoppers.error_rate < 1%", "expect", 0, 12), {
      holds: "unknown",
      measured: 0,
      samples: 12,
      why: "needs 381 samples to tell an error rate under 1 %, got 12",
    });
  });

  test("is judged by what was seen once there are enough", () => {
    assert.equal(holds("shoppers.error_rate < 1%", "expect", 3, 400), "true");
    assert.equal(holds("shoppers.error_rate < 1%", "expect", 4, 400), "false");
    assert.equal(holds("shoppers.error_rate <= 1%", "expect", 4, 400), "true");
    assert.equal(holds("shoppers.error_rate > 1%", "expect", 4, 400), "false");
    assert.equal(holds("shoppers.error_rate >= 1%", "expect", 4, 400), "true");
  });

  test("is broken by few samples when they leave no doubt", () => {
    assert.equal(holds("shoppers.error_rate < 1%", "expect", 5, 12), "false");
    assert.equal(holds("shoppers.error_rate < 50%", "steady-state", 2, 3), "unknown");
    assert.equal(holds("shoppers.error_rate < 50%", "steady-state", 3, 3), "unknown");
    assert.equal(holds("shoppers.error_rate < 50%", "steady-state", 4, 4), "false");
  });

  test("that should be above a limit isn't found below it by one good request", () => {
    assert.equal(holds("shoppers.error_rate > 1%", "expect", 0, 1), "unknown");
    assert.equal(holds("shoppers.error_rate > 1%", "expect", 0, 381), "false");
  });

  test("isn't held while requests hang that would break it, unless they began before, or a window is asked for", () => {
    const ages = new Histogram();
    for (const ms of times(20, 8000)) ages.record(ms);
    const of = (given: object) =>
      readingOf({ ended: 1000, inFlight: 20, latenciesMs: [...times(1000, 30), ...times(20, 8000)], ...given });
    const hanging = of({ ages: ages.toSparse() });
    const judgedOn = (text: string, reading = hanging, role: CriterionRole = "expect") =>
      judge(criterionOf(text), { signal: reading }, role);
    const { holds, measured, why } = judgedOn("shoppers.error_rate < 1%");
    assert.deepEqual([holds, measured], ["unknown", 0]);
    assert.match(why ?? "", /^with the 20 requests that were under way for longer .* it may be up to 1\.96 %/);
    assert.equal(judgedOn("shoppers.error_rate > 1%").holds, "unknown");
    assert.equal(judgedOn("shoppers.error_rate < 2%").holds, "true");
    assert.equal(judgedOn("shoppers.error_rate < 1% over 5s", hanging, "steady-state").holds, "unknown");
    for (const [text, reading, role] of [
      ["shoppers.error_rate < 1%", of({ ages: ages.toSparse(), spanMs: 5000 }), "expect"],
      ["shoppers.error_rate < 1%", of({ ages: ages.toSparse(), latenciesMs: times(1020, 8000) }), "expect"],
      ["shoppers.error_rate < 1% over 5s", hanging, "expect"],
      ["shoppers.error_rate < 1%", hanging, "abort"],
    ] as const) {
      assert.equal(judgedOn(text, reading, role).holds, "true");
    }
  });

  test("of exactly 0 speaks of the requests that were seen", () => {
    assert.equal(holds("shoppers.error_rate <= 0%", "expect", 0, 19), "unknown");
    assert.equal(holds("shoppers.error_rate <= 0%", "expect", 0, 20), "true");
    assert.equal(holds("shoppers.error_rate <= 0%", "expect", 1, 5), "false");
  });

  test("of exactly 100 % likewise", () => {
    assert.equal(holds("shoppers.error_rate >= 100%", "expect", 19, 19), "unknown");
    assert.equal(holds("shoppers.error_rate >= 100%", "expect", 20, 20), "true");
    assert.equal(holds("shoppers.error_rate >= 100%", "expect", 4, 5), "false");
  });

  test("is decided whenever there are as many samples as samplesNeeded says", () => {
    fc.assert(
      fc.property(
        limit,
        fc.constantFrom("<" as const, ">" as const),
        fc.double({ min: 0, max: 1 }),
        (at, op, share) => {
          const criterion = { ...criterionOf("shoppers.error_rate < 1%"), comparison: op, limit: at };
          const ended = samplesNeeded(criterion) ?? 0;
          assert.notEqual(holds(criterion, "expect", Math.floor(share * ended), ended), "unknown");
        },
      ),
    );
  });

  test("is never decided against what was seen", () => {
    fc.assert(
      fc.property(limit, sample, (at, { failed, ended }) => {
        const criterion = { ...criterionOf("shoppers.error_rate < 1%"), limit: at };
        const seen = failed / ended < at ? "true" : "false";
        assert.ok([seen, "unknown"].includes(holds(criterion, "expect", failed, ended)));
      }),
    );
  });
});

describe("an error rate that aborts", () => {
  test("doesn't hold by chance", () => {
    assert.equal(holds("shoppers.error_rate > 50%", "abort", 1, 1), "unknown");
    assert.equal(holds("shoppers.error_rate > 50%", "abort", 3, 3), "unknown");
    assert.equal(holds("shoppers.error_rate > 50%", "abort", 4, 4), "true");
    assert.equal(holds("shoppers.error_rate > 50%", "abort", 51, 100), "unknown");
    assert.equal(holds("shoppers.error_rate > 50%", "abort", 61, 100), "true");
  });

  test("doesn't hold while what was seen is within the limit", () => {
    assert.equal(holds("shoppers.error_rate > 50%", "abort", 0, 1), "false");
    assert.equal(holds("shoppers.error_rate > 50%", "abort", 50, 100), "false");
  });

  test("says between which rates it can't decide", () => {
    assert.equal(
      judged("shoppers.error_rate > 50%", "abort", 51, 100).why,
      "beyond the limit so far, but the true rate may lie anywhere from 41.3 % to 60.6 %",
    );
  });

  test("below a limit takes the upper end of the interval", () => {
    assert.equal(holds("shoppers.error_rate < 10%", "abort", 0, 30), "unknown");
    assert.equal(holds("shoppers.error_rate < 10%", "abort", 0, 40), "true");
    assert.equal(holds("shoppers.error_rate < 10%", "abort", 10, 40), "false");
  });

  test("still holds when there are more failures", () => {
    fc.assert(
      fc.property(limit, sample, fc.nat(200), fc.boolean(), (at, { failed, ended }, more, areNew) => {
        const criterion = { ...criterionOf("shoppers.error_rate > 50%"), limit: at };
        const total = areNew ? ended + more : ended;
        const worse = areNew ? failed + more : Math.min(failed + more, ended);
        const before = holds(criterion, "abort", failed, ended);
        const after = holds(criterion, "abort", worse, total);
        assert.ok(before !== "true" || after === "true", `${failed}/${ended} held, ${worse}/${total} is ${after}`);
      }),
    );
  });
});
