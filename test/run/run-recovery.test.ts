import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { resultOf } from "../../src/judge/history/run-result.ts";
import { foldRun } from "../../src/judge/history/run-state.ts";
import { TICK_MS } from "../../src/run/ticker.ts";
import { outOfStep } from "./simulated-plan.ts";
import { eventsOf, simulate } from "./simulated-run.ts";

const slow = { delayMs: 2000 };
const expect = ["shoppers.error_rate < 1%"];
const sicken = { delayMs: 900 };
const onPricing = { caller: "checkout", callee: "pricing" };

describe("recovery", () => {
  test("takes no time when the fault was masked", async () => {
    const { result } = await simulate({
      plan: { faults: [slow] },
      world: { masked: true },
      troubles: { "undo trouble-1/1": 15 },
    });
    assert.equal(result.exitCode, 0, result.reasons.join());
    assert.deepEqual(result.recovery, { recovered: "true", afterMs: 0 });
  });

  test("takes as long as steady state takes to come back", async () => {
    // Requests that began in the last moment end 30 + 700 ms after the trouble does.
    const { result } = await simulate({
      plan: { faults: [{ delayMs: 700 }], expect, phases: { recoveryMs: 10_000 } },
      world: { aftermathMs: 4000 },
    });
    const { recovered, afterMs = 0 } = result.recovery ?? {};
    assert.equal(recovered, "true");
    assert.ok(Math.abs(afterMs - 4730) <= 3 * TICK_MS, `after ${afterMs} ms`);
  });

  test("counts from the last undo, also when that was long before the phase's end", async () => {
    const { result } = await simulate({
      plan: { faults: [{ ...slow, durationMs: 1000 }], expect, phases: { faultMs: 10_000 } },
    });
    const { recovered, afterMs = 0 } = result.recovery ?? {};
    assert.equal(recovered, "true");
    // The last request that began under the fault ends 2,030 ms after it.
    assert.ok(Math.abs(afterMs - 2030) <= 3 * TICK_MS, `after ${afterMs} ms`);
  });

  test("counts from when the undo began, so that one which takes its time can fail", async () => {
    const run = (undoMs: number) =>
      simulate({
        plan: { faults: [{ delayMs: 700 }], expect: ["shoppers.recovery < 10s"], phases: { recoveryMs: 10_000 } },
        troubles: { "undo trouble-1/1": undoMs },
      });
    const late = (await run(12_000)).result;
    assert.equal(late.exitCode, 1, late.reasons.join());
    assert.match(late.reasons.join(), /shoppers\.recovery < 10s: does not hold at 1[12]\./);
    const [fault] = late.faults;
    assert.equal(fault?.undoingAtMs, 9000);
    assert.equal(fault?.undoneAtMs, 21_000);
    assert.equal((await run(3000)).result.exitCode, 0);
  });

  test("counts from the end of the undo in journals of before undos had a beginning", async () => {
    const { events, result } = await simulate({
      plan: { faults: [{ delayMs: 700 }], phases: { recoveryMs: 10_000 } },
      troubles: { "undo trouble-1/1": 3000 },
    });
    async function* older() {
      yield* events.filter(({ type }) => type !== "undoing");
    }
    const state = await foldRun(older());
    const { recovered, afterMs = 0 } = (state && resultOf(state).recovery) ?? {};
    assert.equal(recovered, "true");
    assert.ok(Math.abs((result.recovery?.afterMs ?? 0) - 3000 - afterMs) <= TICK_MS, `after ${afterMs} ms`);
  });

  test("counts from the injection where the platform heals it by itself", async () => {
    const { result } = await simulate({
      plan: { faults: [{ delayMs: 700, healsFrom: "injection" }], expect, phases: { recoveryMs: 10_000 } },
      at: { 7000: ({ world }) => world.takeOut("trouble-1/1") },
    });
    const { recovered, afterMs = 0 } = result.recovery ?? {};
    assert.equal(recovered, "true", result.reasons.join());
    // In at 4 s; the last request that began under it ends 730 ms after it was healed at 7 s.
    assert.ok(Math.abs(afterMs - 3730) <= 3 * TICK_MS, `after ${afterMs} ms`);
  });

  test("is judged against its expectation", async () => {
    const run = (limit: string) =>
      simulate({
        plan: { faults: [{ delayMs: 700 }], expect: [`shoppers.recovery < ${limit}`], phases: { recoveryMs: 10_000 } },
        world: { aftermathMs: 4000 },
      });
    assert.equal((await run("6s")).result.exitCode, 0);
    const late = (await run("3s")).result;
    assert.equal(late.exitCode, 1);
    assert.match(late.reasons.join(), /shoppers\.recovery < 3s: does not hold at 4\./);
  });

  test("is unknown when there are too few samples to judge it", async () => {
    const { result } = await simulate({
      plan: {
        ratePerS: 30,
        steadyState: ["shoppers.p95 < 300ms"],
        expect: ["shoppers.p95 < 300ms"],
        phases: { recoveryMs: 400 },
      },
    });
    assert.equal(result.recovery?.recovered, "unknown");
    assert.equal(result.exitCode, 3);
    assert.match(result.reasons.join(), /could not be judged whether steady state came back/);
  });

  test("is judged in a phase that is just as long as its window", async () => {
    const { result } = await simulate({ plan: { phases: { ...outOfStep, recoveryMs: 2000 } } });
    assert.equal(result.exitCode, 0, result.reasons.join());
  });

  test("that doesn't last is none", async () => {
    const { result } = await simulate({
      plan: { phases: { recoveryMs: 12_000 } },
      at: { 14000: ({ world }) => world.putIn("mishap", onPricing, sicken) },
    });
    assert.equal(result.recovery?.recovered, "false");
    assert.equal(result.exitCode, 1);
  });

  test("isn't gone with one noisy second at the very end", async () => {
    // p95 462 ms against 300, no errors, and nothing that feeds it.
    const { result } = await simulate({
      at: { 14700: ({ world }) => world.putIn("noise", onPricing, { delayMs: 432 }) },
    });
    assert.equal(result.exitCode, 0, result.reasons.join());
  });

  test("is unknown where its end is bad for too short a time to say, with what would tell", async () => {
    const { result } = await simulate({
      plan: { phases: { recoveryMs: 7000 } },
      at: { 13200: ({ world }) => world.putIn("mishap", onPricing, sicken) },
    });
    assert.equal(result.exitCode, 3, result.reasons.join());
    assert.match(result.reasons.join(), /a recovery phase of \d+ s instead of 7 s would tell/);
  });

  test("counts from when steady state came back for good", async () => {
    const { result } = await simulate({
      plan: { phases: { recoveryMs: 12_000 } },
      at: {
        12000: ({ world }) => world.putIn("mishap", onPricing, { delayMs: 400 }),
        13000: ({ world }) => world.takeOut("mishap"),
      },
    });
    const { recovered, afterMs = 0 } = result.recovery ?? {};
    assert.equal(recovered, "true");
    assert.ok(Math.abs(afterMs - 4430) <= 3 * TICK_MS, `after ${afterMs} ms`);
  });

  test("isn't measured while a fault that could not be taken out is in", async () => {
    const { result } = await simulate({
      plan: { faults: [{ delayMs: 10 }, slow], expect },
      troubles: { "undo trouble-2/1": ["fails"] },
    });
    assert.notEqual(result.recovery?.recovered, "false");
    assert.equal(result.exitCode, 3);
  });
});

describe("a system that stays down with the fault gone", () => {
  const metastable = { plan: { faults: [slow], expect }, world: { aftermathMs: Number.POSITIVE_INFINITY } } as const;

  test("fails, and what feeds it is named", async () => {
    const run = await simulate(metastable);
    const { exitCode, reasons, recovery } = run.result;
    assert.equal(exitCode, 1);
    assert.match(reasons.join(), /steady state did not come back/);
    assert.match(recovery?.metastable?.[0] ?? "", /queue on checkout -> pricing/);
    const loops = recovery?.metastable?.join("; ") ?? "";
    assert.match(loops, /retries on checkout -> pricing: 3\.0 x the calls/);
    assert.match(loops, /checkout says: breaker pricing open, pool queued 312/);
    assert.deepEqual(
      eventsOf(run, "diagnosis").map(({ service }) => service),
      ["checkout"],
    );
  });

  for (const trouble of ["fails", "hangs deaf"] as const) {
    test(`fails just the same when asking what feeds it ${trouble}`, async () => {
      const run = await simulate({ ...metastable, troubles: { diagnose: trouble } });
      assert.equal(run.result.exitCode, 1, run.result.reasons.join());
      assert.match(run.result.recovery?.metastable?.join() ?? "", /the system says: unreachable/);
    });
  }

  test("isn't called metastable where nothing feeds it: ten healthy containers don't", async () => {
    const { result } = await simulate({
      plan: { expect, phases: { recoveryMs: 12_000 } },
      diagnosis: { checkout: { status: "running", health: "healthy" }, pricing: { ready: "3 of 3", restarts: 0 } },
      at: { 12000: ({ world }) => world.putIn("mishap", onPricing, { failing: 0.5 }) },
    });
    assert.equal(result.recovery?.recovered, "false");
    assert.equal(result.recovery?.metastable, undefined);
  });

  test("stays aborted when it was aborted, and says so all the same", async () => {
    const { result } = await simulate({
      ...metastable,
      plan: { ...metastable.plan, abort: ["shoppers.p99 > 500ms over 1s"] },
    });
    assert.equal(result.exitCode, 2);
    assert.ok((result.recovery?.metastable?.length ?? 0) > 0);
  });
});
