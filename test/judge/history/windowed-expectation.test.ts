import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Judgement } from "../../../src/judge/history/event.ts";
import { WindowedExpectation } from "../../../src/judge/history/windowed-expectation.ts";
import { criterionOf } from "../criteria/make.ts";

const at = (measured: number): Judgement => ({ holds: measured < 300 ? "true" : "false", measured, samples: 100 });
const unknown: Judgement = { holds: "unknown", samples: 0, why: "no request ended" };

function overall(...windows: readonly Judgement[]): Judgement | undefined {
  const expectation = new WindowedExpectation(criterionOf("shoppers.p95 < 300ms over 1s"), 2000);
  return windows.map((window, number) => expectation.judged(window, number * 1000)).at(-1);
}

describe("an expectation over windows", () => {
  test("says what the worst window said", () => {
    assert.deepEqual(overall(at(100), at(250), at(200)), at(250));
    assert.deepEqual(overall(at(100), at(310), at(900), at(100)), at(900));
  });

  test("with a lower limit takes the lowest for the worst", () => {
    const expectation = new WindowedExpectation(criterionOf("shoppers.rate > 150/s over 1s"), 0);
    for (const [at, measured] of [200, 90, 180].entries()) {
      expectation.judged({ holds: measured > 150 ? "true" : "false", measured, samples: 100 }, at);
    }
    assert.equal(expectation.judged({ holds: "true", measured: 200, samples: 100 }, 3).measured, 90);
  });

  test("doesn't hold when one window was broken, however many could not be judged", () => {
    assert.equal(overall(at(900), unknown, unknown, unknown)?.holds, "false");
    assert.equal(overall(unknown, unknown, unknown, at(900))?.holds, "false");
  });

  test("is unknown when more windows could not be judged than could", () => {
    assert.equal(overall(at(100), unknown)?.holds, "true");
    assert.equal(overall(at(100), unknown, unknown)?.holds, "unknown");
    assert.match(overall(at(100), unknown, unknown)?.why ?? "", /2 of 3 windows could not be judged/);
    assert.equal(overall(unknown)?.holds, "unknown");
  });

  test("is unknown when the harness could explain one window, unless another was broken without it", () => {
    const explained: Judgement = { ...at(900), holds: "unknown", explainedBy: ["API server"] };
    assert.deepEqual(overall(at(100), explained, at(100), at(100), at(100), at(100)), explained);
    assert.deepEqual(overall(at(100), explained, at(400)), at(400));
  });

  test("withdraws what the harness explains afterwards, as far back as it is asked to", () => {
    const doubt = { why: "the API server did not answer", explainedBy: ["API server"] };
    for (const [sinceMs, holds] of [
      [900, "unknown"],
      [1100, "false"],
    ] as const) {
      const expectation = new WindowedExpectation(criterionOf("shoppers.p95 < 300ms over 1s"), 2000);
      expectation.judged(at(100), 0);
      expectation.judged(at(900), 1000);
      expectation.withdraw(sinceMs, doubt);
      assert.equal(expectation.judged(at(100), 1050).holds, holds);
      assert.equal(expectation.judged(at(100), 9000).holds, holds);
    }
  });
});
