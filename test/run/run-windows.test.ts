import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { outOfStep, type PlanInput, simulatedPhases } from "./simulated-plan.ts";
import { simulate } from "./simulated-run.ts";

const long = { ...simulatedPhases, faultMs: 30_000 };

async function expectation(text: string, plan: PlanInput) {
  const { result } = await simulate({ plan: { ...plan, expect: [text] } });
  const judged = result.criteria.find(({ role }) => role === "expect");
  return { exitCode: result.exitCode, holds: judged?.judgement.holds, measured: judged?.judgement.measured };
}

describe("an expectation with a window", () => {
  // A bad second in thirty: 3 % of the phase's requests.
  const badSecond: PlanInput = { phases: long, faults: [{ delayMs: 800, startMs: 10_000, durationMs: 1000 }] };

  test("must hold in every window: a bad second isn't diluted by the good rest", async () => {
    assert.equal((await expectation("shoppers.p95 < 300ms", badSecond)).exitCode, 0);
    const windowed = await expectation("shoppers.p95 < 300ms over 1s", badSecond);
    assert.equal(windowed.exitCode, 1);
    assert.ok((windowed.measured ?? 0) > 800);
  });

  test("sees a bad stretch at the very beginning and at the very end", async () => {
    for (const startMs of [0, 29_000]) {
      const plan = { phases: long, faults: [{ failing: 1, startMs, durationMs: 1000 }] };
      assert.equal((await expectation("shoppers.error_rate < 50% over 1s", plan)).exitCode, 1, `at ${startMs} ms`);
    }
  });

  test("isn't judged by what was before the phase", async () => {
    const plan: PlanInput = { faults: [{ failing: 1 }] };
    assert.equal((await expectation("shoppers.error_rate > 90% over 4s", plan)).holds, "true");
  });

  test("may be as long as the phase", async () => {
    const { exitCode, holds } = await expectation("shoppers.p95 < 300ms over 5s", { phases: outOfStep });
    assert.equal(holds, "true");
    assert.equal(exitCode, 0);
  });

  test("proves nothing when most of its windows could not be judged", async () => {
    // The first 40 ms of the phase hold a few answers, and then none comes any more.
    const plan: PlanInput = { faults: [{ hanging: true }], phases: { recoveryMs: 8000 } };
    const { exitCode, holds } = await expectation("shoppers.error_rate < 50% over 1s", plan);
    assert.equal(holds, "unknown");
    assert.equal(exitCode, 3);
  });
});

describe("an expectation with a for", () => {
  test("may be as long as the phase, and holds when it held all through", async () => {
    const plan = { phases: outOfStep };
    assert.equal((await expectation("shoppers.p95 < 300ms for 5s", plan)).exitCode, 0);
    assert.equal((await expectation("shoppers.p95 < 300ms over 1s for 4s", plan)).exitCode, 0);
  });

  test("doesn't hold when it was broken in between", async () => {
    const plan: PlanInput = { phases: long, faults: [{ delayMs: 800, startMs: 20_000, durationMs: 1000 }] };
    assert.equal((await expectation("shoppers.p95 < 300ms over 1s for 25s", plan)).exitCode, 1);
    assert.equal((await expectation("shoppers.p95 < 300ms over 1s for 5s", plan)).exitCode, 0);
  });
});

describe("steady state", () => {
  test("may have a for, or a window, as long as the baseline", async () => {
    for (const text of [
      "shoppers.p95 < 300ms for 3s",
      "shoppers.p95 < 300ms over 3s",
      "shoppers.rate > 190/s over 3s",
    ]) {
      const { result } = await simulate({ plan: { steadyState: [text], phases: outOfStep } });
      assert.equal(result.exitCode, 0, `${text}: ${result.reasons.join()}`);
    }
  });

  test("can be about an edge", async () => {
    const { result } = await simulate({ plan: { steadyState: ["(checkout -> pricing).amplification < 1.5"] } });
    assert.equal(result.exitCode, 0, result.reasons.join());
  });

  test("on an edge with too little traffic stays unknown, and nothing is injected", async () => {
    const { result, script } = await simulate({
      plan: { ratePerS: 4, steadyState: ["(checkout -> pricing).p99 < 300ms"] },
    });
    assert.equal(result.exitCode, 3);
    assert.ok(!script.calls.some(({ step }) => step.startsWith("inject")));
  });
});

describe("phases", () => {
  test("of no length are gone through", async () => {
    const { result } = await simulate({ plan: { phases: { warmUpMs: 0 } } });
    assert.equal(result.exitCode, 0, result.reasons.join());
  });

  test("without a baseline there is no steady state", async () => {
    assert.equal((await simulate({ plan: { phases: { baselineMs: 0 } } })).result.stop?.kind, "no-steady-state");
  });

  test("without recovery, nothing is awaited", async () => {
    const { result } = await simulate({ plan: { phases: { recoveryMs: 0 }, expect: ["shoppers.p95 < 1ms"] } });
    assert.equal(result.recovery, null);
    assert.equal(result.exitCode, 1);
  });

  test("without steady state, recovery can't be known", async () => {
    const { result } = await simulate({ plan: { steadyState: [], expect: ["shoppers.recovery < 5s"] } });
    assert.equal(result.exitCode, 3);
  });
});
