import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TICK_MS } from "../../src/run/ticker.ts";
import { eventsOf, type FinishedRun, phasesOf, simulate } from "./simulated-run.ts";

const abort = ["shoppers.p99 > 500ms over 1s"];

/** Time that the first fault stayed in after the abort was seen. */
function takenOutAfterMs(run: FinishedRun): number {
  const [stopped] = eventsOf(run, "stopped");
  assert.equal(stopped?.cause.kind, "abort");
  const lastUndone = Math.max(...run.result.faults.map(({ undoneAtMs }) => undoneAtMs ?? Number.POSITIVE_INFINITY));
  return lastUndone - stopped.atMs;
}

describe("an abort", () => {
  test("takes every fault out within a tick of being seen, and recovery is still measured", async () => {
    const run = await simulate({ plan: { abort, faults: [{ delayMs: 1000 }, { delayMs: 10, parts: 3 }] } });
    assert.equal(run.result.exitCode, 2);
    assert.match(run.result.reasons.join(), /abort: shoppers\.p99 > 500ms over 1s: holds/);
    assert.ok(takenOutAfterMs(run) <= TICK_MS);
    assert.deepEqual(phasesOf(run).slice(-2), ["recovery", "down"]);
    assert.equal(run.result.recovery?.recovered, "true");
  });

  test("leaves what was seen of a fault as of when that was, not as all that it did", async () => {
    const plan = { abort, faults: [{ delayMs: 1000 }, { delayMs: 10, durationMs: 400 }] };
    const { result } = await simulate({ plan });
    assert.equal(result.exitCode, 2);
    assert.deepEqual(
      result.faults.map(({ evidence }) => evidence),
      ["trouble-1/1 was seen (as of 250 ms after it went in)", "trouble-2/1 was seen"],
    );
  });

  test("comes when nothing completes at all", async () => {
    const run = await simulate({ plan: { abort, faults: [{ hanging: true }] } });
    assert.equal(run.result.exitCode, 2);
    const stoppedMs = eventsOf(run, "stopped")[0]?.atMs ?? 0;
    // The first request to hang is 500 ms old at 4.5 s, and one in a hundred of a second's 200 soon after.
    assert.ok(stoppedMs > 4500 && stoppedMs <= 4500 + 3 * TICK_MS, `at ${stoppedMs} ms`);
    assert.ok(takenOutAfterMs(run) <= TICK_MS);
  });

  for (const step of ["verify trouble-1/1", "verify trouble-1/2"]) {
    test(`doesn't wait for ${step}, which hangs`, async () => {
      const run = await simulate({
        plan: { abort, faults: [{ hanging: true, parts: 2 }] },
        troubles: { [step]: "hangs deaf" },
      });
      assert.equal(run.result.exitCode, 2);
      assert.ok(takenOutAfterMs(run) <= TICK_MS);
    });
  }

  test("comes in time though the edges take long to read", async () => {
    const run = await simulate({ plan: { abort, faults: [{ hanging: true }] }, troubles: { "read edges": 400 } });
    assert.equal(run.result.exitCode, 2);
    const stoppedMs = eventsOf(run, "stopped")[0]?.atMs ?? 0;
    const seenFromMs = (run.result.phases.find(({ name }) => name === "fault")?.fromMs ?? 0) + 500;
    assert.ok(stoppedMs <= seenFromMs + 3 * TICK_MS, `${stoppedMs - seenFromMs} ms late`);
    const readings = run.script.calls.filter(({ step }) => step === "read edges").length;
    assert.ok(readings <= run.result.durationMs / 400 + 1, "edges were read side by side");
  });

  test("waits for an inject that is on its way only as long as that needs to end", async () => {
    const run = await simulate({
      plan: { abort, faults: [{ hanging: true }, { delayMs: 10, startMs: 200 }] },
      troubles: { "inject trouble-2/1": "hangs" },
    });
    assert.equal(run.result.exitCode, 2);
    const [stopped] = eventsOf(run, "stopped");
    for (const record of ["trouble-1/1", "trouble-2/1"]) {
      assert.ok(run.script.firstCall(`undo ${record}`) - (stopped?.atMs ?? 0) <= TICK_MS);
    }
    assert.ok(takenOutAfterMs(run) >= 2000, "what was on its way may come yet");
  });

  for (const [phase, sickMs] of [
    ["warm-up", 300],
    ["baseline", 2500],
  ] as const) {
    test(`in the ${phase} ends the run with nothing injected`, async () => {
      const run = await simulate({
        plan: { abort },
        at: {
          [sickMs]: ({ world }) => world.putIn("mishap", { caller: "checkout", callee: "pricing" }, { delayMs: 900 }),
        },
      });
      assert.equal(run.result.exitCode, 3);
      assert.match(run.result.reasons.join(), /before any fault was in.*abort: shoppers\.p99 > 500ms over 1s: holds/);
      assert.equal(phasesOf(run).at(-2), phase);
      assert.ok(!run.script.calls.some(({ step }) => step.startsWith("inject")));
      assert.equal(run.result.recovery, null);
    });
  }

  test("in the very last moment of the baseline keeps the fault from going in", async () => {
    const run = await simulate({
      plan: { abort: ["(checkout -> pricing).in_flight > 5 over 1s"], phases: { baselineMs: 3040 } },
      at: { 4005: ({ world }) => world.putIn("mishap", { caller: "checkout", callee: "pricing" }, { hanging: true }) },
    });
    assert.equal(run.result.exitCode, 3);
    assert.equal(eventsOf(run, "stopped")[0]?.atMs, 4040);
    assert.equal(phasesOf(run).at(-2), "baseline");
  });

  test("isn't taken for granted in the first seconds of the load, when a rate has nothing to stand on", async () => {
    const { result } = await simulate({ plan: { abort: ["shoppers.rate < 100/s"] }, troubles: { up: 20_000 } });
    assert.equal(result.exitCode, 0, result.reasons.join());
  });

  test("on an edge's rate isn't either", async () => {
    const { result } = await simulate({
      plan: { abort: ["(checkout -> pricing).rate < 100/s over 2s"] },
      troubles: { up: 20_000, "start load": 3000 },
    });
    assert.equal(result.exitCode, 0, result.reasons.join());
  });

  test("with a for comes only when it has held for so long without a break", async () => {
    const patient = ["shoppers.p99 > 500ms over 1s for 2s"];
    const run = await simulate({ plan: { abort: patient, faults: [{ hanging: true }] } });
    const stoppedMs = eventsOf(run, "stopped")[0]?.atMs ?? 0;
    assert.ok(stoppedMs >= 6500 && stoppedMs <= 6500 + 3 * TICK_MS, `at ${stoppedMs} ms`);
    const brief = await simulate({ plan: { abort: patient, faults: [{ delayMs: 700, durationMs: 300 }], expect: [] } });
    assert.deepEqual(eventsOf(brief, "stopped"), []);
  });

  test("in the last moment of the fault phase counts", async () => {
    const run = await simulate({ plan: { abort, faults: [{ hanging: true, startMs: 4450, durationMs: 550 }] } });
    assert.equal(run.result.exitCode, 2);
  });

  test("isn't judged any more when the faults are out", async () => {
    const run = await simulate({
      plan: { abort, faults: [{ delayMs: 50 }] },
      at: { 10000: ({ world }) => world.putIn("mishap", { caller: "checkout", callee: "pricing" }, { delayMs: 900 }) },
    });
    assert.equal(run.result.exitCode, 1);
    assert.equal(run.result.recovery?.recovered, "false");
  });
});
