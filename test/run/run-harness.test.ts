import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Hands, simulate } from "./simulated-run.ts";

/** Sends late for a while. */
const late = (lagMs: number, fromMs: number, toMs: number) => ({
  [fromMs]: ({ world }: Hands) => {
    world.lagMs = lagMs;
  },
  [toMs]: ({ world }: Hands) => {
    world.lagMs = 0;
  },
});

describe("a harness that ran late", () => {
  test("explains a latency that was over by less", async () => {
    const { result } = await simulate({ at: late(400, 4500, 9000) });
    assert.equal(result.exitCode, 3);
    assert.match(
      result.reasons.join(),
      /shoppers\.p95 < 300ms: unknown .*the harness itself ran late .*400 ms.* could explain it/s,
    );
  });

  test("explains it also when it was late for a moment only, in a long run", async () => {
    const { result } = await simulate({
      plan: { phases: { baselineMs: 60_000, faultMs: 30_000 }, expect: ["shoppers.p95 < 300ms over 1s"] },
      at: late(400, 70_000, 70_300),
    });
    assert.equal(result.exitCode, 3, result.reasons.join());
  });

  test("explains an abort that was over by less", async () => {
    const { result } = await simulate({
      plan: { abort: ["shoppers.p99 > 300ms over 1s"], phases: { baselineMs: 60_000 } },
      at: late(400, 62_000, 62_500),
    });
    assert.equal(result.stop?.kind, "abort");
    assert.equal(result.exitCode, 3);
  });

  test("doesn't explain a latency that was over by more", async () => {
    const { result } = await simulate({ plan: { faults: [{ delayMs: 900 }] }, at: late(100, 4500, 9000) });
    assert.equal(result.exitCode, 1);
  });

  test("doesn't explain what it did before the fault", async () => {
    const { result } = await simulate({
      plan: { faults: [{ delayMs: 300 }], steadyState: ["shoppers.error_rate < 1%"] },
      at: late(400, 500, 3500),
    });
    assert.equal(result.exitCode, 1);
  });

  test("doesn't explain errors", async () => {
    const { result } = await simulate({
      plan: { faults: [{ failing: 0.5 }], expect: ["shoppers.error_rate < 1%", "shoppers.p95 < 300ms"] },
      at: late(400, 4500, 9000),
    });
    assert.equal(result.exitCode, 1);
  });

  test("that could not keep its schedule proves nothing, whatever held", async () => {
    const { result } = await simulate({ plan: { expect: ["shoppers.error_rate < 1%"] }, at: late(800, 4500, 6500) });
    assert.equal(result.exitCode, 3);
    assert.match(result.reasons.join(), /the harness itself ran late .*80\d ms/);
  });

  test("doesn't explain a latency when it was on time", async () => {
    // As near to its limit as can be.
    const { result } = await simulate({ plan: { faults: [{ delayMs: 270.1 }], expect: ["shoppers.p95 < 300ms"] } });
    assert.equal(result.exitCode, 1);
  });
});
