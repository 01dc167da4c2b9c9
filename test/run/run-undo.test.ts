import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventsOf, phasesOf, simulate } from "./simulated-run.ts";

const threeFaults = [{ delayMs: 10 }, { delayMs: 10, parts: 3, startMs: 500 }, { delayMs: 10 }];

describe("a fault that can't be put in", () => {
  test("takes the others out, and the run is inconclusive", async () => {
    const run = await simulate({ plan: { faults: threeFaults }, troubles: { "inject trouble-2/2": "fails" } });
    assert.equal(run.result.exitCode, 3);
    assert.match(run.result.reasons.join(), /trouble-2 could not be put in .*inject trouble-2\/2 failed/);
    for (const id of ["trouble-1/1", "trouble-2/1", "trouble-2/2", "trouble-3/1"]) {
      assert.equal(run.script.firstCall(`undo ${id}`), 4500);
    }
    assert.ok(!run.script.calls.some(({ step }) => step === "inject trouble-2/3"));
  });

  for (const trouble of ["hangs", "hangs deaf"] as const) {
    test(`has a deadline when it ${trouble}`, async () => {
      const run = await simulate({
        plan: { phases: { faultMs: 30_000 } },
        troubles: { "inject trouble-1/1": trouble },
      });
      assert.equal(run.result.exitCode, 3);
      assert.match(run.result.reasons.join(), /no answer within 10000 ms/);
      assert.equal(run.script.firstCall("undo trouble-1/1"), 14_000);
    });
  }
});

describe("a fault that can't be taken out", () => {
  test("at first goes with the system, at once, and the run proves nothing", async () => {
    const run = await simulate({ troubles: { "undo trouble-1/1": ["fails"] } });
    assert.equal(run.result.exitCode, 3);
    assert.match(run.result.reasons.join(), /trouble-1 could not be taken out .*undo trouble-1\/1 failed/);
    assert.deepEqual(phasesOf(run).slice(-2), ["fault", "down"]);
    assert.deepEqual(run.result.leftBehind, []);
  });

  test("by itself at all is gone when the system is that it was in", async () => {
    const run = await simulate({ troubles: { "undo trouble-1/1": "fails" } });
    assert.equal(run.result.exitCode, 3);
    assert.equal(eventsOf(run, "undo-failed").length, 2);
    assert.deepEqual(run.result.leftBehind, []);
  });

  test("with its system is named, with what would take it out by hand", async () => {
    const { result } = await simulate({ troubles: { "undo trouble-1/1": "fails", "undo system": "fails" } });
    assert.equal(result.exitCode, 4);
    assert.deepEqual(
      result.leftBehind.map(({ id, manual }) => [id, manual]),
      [
        ["system", "none"],
        ["trouble-1/1", "end trouble-1/1"],
      ],
    );
    assert.match(result.reasons.join(), /may still be in: .*trouble trouble-1\/1/);
  });

  for (const trouble of ["hangs", "hangs deaf"] as const) {
    test(`has a deadline when that ${trouble}, and doesn't keep the others in`, async () => {
      const { result, script } = await simulate({
        plan: { faults: threeFaults },
        troubles: { "undo trouble-2/2": trouble, "look for system": trouble },
      });
      assert.equal(result.exitCode, 4);
      assert.deepEqual(
        result.leftBehind.map(({ id }) => id),
        ["system", "trouble-2/2"],
      );
      assert.equal(script.firstCall("undo trouble-1/1"), 9000);
    });
  }

  test("isn't believed to be out when it is still there", async () => {
    const { result } = await simulate({ troubles: { "look for trouble-1/1": "fails", "look for system": "fails" } });
    assert.equal(result.exitCode, 4);
  });

  test("in one of its parts isn't called out", async () => {
    const { result } = await simulate({
      plan: { faults: [{ delayMs: 10, parts: 2 }] },
      troubles: { "undo trouble-1/1": "fails", "undo system": "fails" },
    });
    assert.equal(result.faults[0]?.undoneAtMs, undefined);
  });

  test("weighs more than an abort, a failure or an interrupt", async () => {
    const troubles = { "undo system": "fails" } as const;
    const ends = [
      await simulate({ troubles, plan: { abort: ["shoppers.p99 > 1ms over 1s"] } }),
      await simulate({ troubles, plan: { expect: ["shoppers.p95 < 1ms"] } }),
      await simulate({ troubles, at: { 5000: (hands) => hands.interrupt("SIGINT") } }),
    ];
    assert.deepEqual(
      ends.map(({ result }) => result.exitCode),
      [4, 4, 4],
    );
  });
});

describe("the order of things", () => {
  test("writes what takes a thing back before the thing is in, and that it is out when it is gone", async () => {
    const run = await simulate({ plan: { faults: [{ delayMs: 10, parts: 2 }] } });
    const order = run.events.flatMap((event) => {
      if (event.type === "undo-recorded") return `recorded ${event.record.id}`;
      if (event.type === "injected") return `injected ${event.fault}`;
      return event.type === "undone" ? `undone ${event.record}` : [];
    });
    assert.deepEqual(order, [
      "recorded system",
      "recorded trouble-1/1",
      "recorded trouble-1/2",
      "injected trouble-1",
      "undone trouble-1/2",
      "undone trouble-1/1",
      "undone system",
    ]);
  });
});
