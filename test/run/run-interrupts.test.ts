import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InconclusiveError } from "../../src/values/errors.ts";
import { eventsOf, type Hands, phasesOf, type Scenario, simulate } from "./simulated-run.ts";

const twoFaults: Scenario = {
  plan: {
    faults: [
      { delayMs: 50, parts: 2 },
      { delayMs: 20, startMs: 1000 },
    ],
  },
  troubles: { up: 500, "undo system": 1000 },
};

/** With half a second to come up and a second to go down. */
const momentsMs = { up: 200, "warm-up": 900, baseline: 2500, fault: 7000, recovery: 12_000, down: 16_000 };

describe("an interrupt", () => {
  for (const [phase, atMs] of Object.entries(momentsMs)) {
    for (const [signal, exitCode] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const) {
      test(`by ${signal} in ${phase} undoes everything and ends with ${exitCode}`, async () => {
        const run = await simulate({ ...twoFaults, at: { [atMs]: (hands) => hands.interrupt(signal) } });
        assert.equal(run.result.exitCode, exitCode);
        assert.equal(phasesOf(run).at(phase === "down" ? -1 : -2), phase);
        assert.equal(eventsOf(run, "stopped")[0]?.atMs, atMs);
        for (const { undoneAtMs, injectedAtMs } of run.result.faults) {
          if (injectedAtMs !== undefined && phase === "fault") assert.equal(undoneAtMs, atMs);
        }
        assert.ok(run.result.durationMs <= Math.max(atMs, 15_500) + 1500);
      });
    }
  }

  test("ends a run whose platform never gets ready", async () => {
    const run = await simulate({ troubles: { prepare: "hangs" }, at: { 500: (hands) => hands.interrupt("SIGINT") } });
    assert.equal(run.result.exitCode, 130);
    assert.equal(run.result.durationMs, 500);
  });

  test("ends a run whose load doesn't come up, and gives the load up", async () => {
    const run = await simulate({ troubles: { "start load": 3000 }, at: { 500: (hands) => hands.interrupt("SIGINT") } });
    assert.equal(run.result.exitCode, 130);
    assert.equal(run.result.durationMs, 500);
    assert.equal(run.world.isLoaded, false);
  });

  test("before the run began starts nothing", async () => {
    const run = await simulate({ ...twoFaults, at: { [-1]: (hands) => hands.interrupt("SIGINT") } });
    assert.equal(run.result.exitCode, 130);
    assert.ok(!run.script.calls.some(({ step }) => step === "up"));
  });

  test("while the record of the system goes to disk doesn't bring it up", async () => {
    const run = await simulate({ syncMs: 500, at: { 200: (hands) => hands.interrupt("SIGINT") } });
    assert.equal(run.result.exitCode, 130);
    assert.ok(!run.script.calls.some(({ step }) => step === "up"));
  });

  test("while the record of a fault goes to disk doesn't put it in", async () => {
    const run = await simulate({ syncMs: 500, at: { 4700: (hands) => hands.interrupt("SIGINT") } });
    assert.equal(run.result.exitCode, 130);
    assert.ok(eventsOf(run, "undo-recorded").some(({ fault }) => fault === "trouble-1"));
    assert.ok(!run.script.calls.some(({ step }) => step.startsWith("inject")));
  });

  test("while a fault goes in undoes what is in", async () => {
    const run = await simulate({
      plan: { faults: [{ delayMs: 50, parts: 3 }] },
      troubles: { "inject trouble-1/2": 800 },
      at: { 4400: (hands) => hands.interrupt("SIGINT") },
    });
    assert.equal(run.result.exitCode, 130);
    assert.ok(!run.script.calls.some(({ step }) => step === "inject trouble-1/3"));
    assert.equal(run.script.firstCall("undo trouble-1/1"), 4400);
  });

  test("while faults are being taken out doesn't cut that short", async () => {
    const run = await simulate({
      troubles: { "undo trouble-1/1": 3000 },
      at: { 10000: (hands) => hands.interrupt("SIGINT") },
    });
    assert.equal(run.result.exitCode, 130);
    assert.equal(run.result.faults[0]?.undoneAtMs, 12_000);
  });

  test("after an abort ends the wait for recovery; the run stays aborted", async () => {
    const run = await simulate({
      plan: { abort: ["shoppers.p99 > 500ms over 1s"], faults: [{ hanging: true }] },
      at: { 6000: (hands) => hands.interrupt("SIGINT") },
    });
    assert.equal(run.result.exitCode, 2);
    assert.equal(run.result.durationMs, 6000);
  });

  test("after it is over changes nothing", async () => {
    // `simulate` interrupts every run at its end and compares the journal with the result.
    assert.equal((await simulate({})).result.exitCode, 0);
  });
});

describe("a run that something of ours breaks", () => {
  const breaks: Record<string, (hands: Hands) => void> = {
    "the proxy died": ({ system }) => system.break(new InconclusiveError({ message: "the proxy ended" })),
    "the load's thread broke": ({ load }) => load.break(new InconclusiveError({ message: "the thread ended" })),
    "the load's thread fell silent": ({ load }) => load.fallSilent(),
    "the disk is full": ({ journal }) => journal.fillDisk(),
  };
  for (const [what, breakIt] of Object.entries(breaks)) {
    for (const [phase, atMs] of Object.entries(momentsMs)) {
      if (phase === "up" || phase === "down") continue;
      test(`is inconclusive, with everything out: ${what} in ${phase}`, async () => {
        const { result, script } = await simulate({ ...twoFaults, at: { [atMs]: breakIt } });
        assert.equal(result.exitCode, 3, result.reasons.join());
        assert.equal(result.stop?.kind, "broken");
        assert.ok(script.calls.some(({ step }) => step === "undo system"));
      });
    }
  }

  test("injects nothing more once its journal can't be written", async () => {
    const { result, script } = await simulate({
      plan: { faults: [{ delayMs: 50 }, { delayMs: 20, startMs: 1000 }] },
      at: { 4800: ({ journal }) => journal.fillDisk() },
    });
    assert.equal(result.exitCode, 3);
    assert.match(result.reasons.join(), /ENOSPC/);
    assert.ok(script.firstCall("undo trouble-1/1") <= 4850);
    assert.ok(!script.calls.some(({ step }) => step === "inject trouble-2/1"));
  });

  test("is inconclusive when the edges can't be read any more", async () => {
    for (const troubles of [
      { "read edges": [...Array(100).fill(0), "fails"] },
      { "read edges": [...Array(100).fill(0), "hangs deaf"] },
      { "read edges": "fails" },
    ] as const) {
      const { result } = await simulate({ troubles });
      assert.equal(result.exitCode, 3, JSON.stringify(troubles));
      assert.match(result.reasons.join(), /can't be read any more/);
    }
  });

  test("is inconclusive when what counts the edges' calls started anew", async () => {
    const { result } = await simulate({ at: { 6000: ({ world }) => world.restartCounting() } });
    assert.equal(result.exitCode, 3);
    assert.match(result.reasons.join(), /restarted while it was being read/);
  });

  test("still goes down when the load neither starts nor stops", async () => {
    for (const step of ["start load", "stop load"]) {
      for (const [trouble, exitCode] of [
        ["fails", 70],
        ["hangs deaf", 3],
      ] as const) {
        const { result, script } = await simulate({ troubles: { [step]: trouble } });
        assert.equal(result.exitCode, exitCode, `${step} ${trouble}`);
        assert.ok(script.calls.some((call) => call.step === "undo system"));
      }
    }
  });

  test("gives a load up that doesn't come up in time, and says what to do", async () => {
    const { result, world } = await simulate({ troubles: { "start load": 12_000 } });
    assert.equal(result.exitCode, 3);
    assert.equal(result.durationMs, 10_000);
    assert.equal(world.isLoaded, false);
    assert.partialDeepStrictEqual(result.stop, {
      code: "E_LOAD_LATE",
      message: "what sends the load did not come up within 10 s",
    });
    assert.match(result.reasons.join(), /did not come up within 10 s/);
  });

  test("still takes everything out when the one who follows it fails", async () => {
    for (const type of ["run-started", "phase", "tick", "injected", "undone", "undo-recorded"] as const) {
      const { result } = await simulate({
        listener: (event) => {
          if (event.type === type) throw new TypeError("the view is broken");
        },
      });
      assert.equal(result.exitCode, 70, type);
      assert.match(result.reasons.join(), /the view is broken/);
    }
  });
});
