import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ReplicaWaiting } from "../../src/judge/history/event.ts";
import { eventsOf, type FinishedRun, simulate } from "./simulated-run.ts";

const waiting: readonly ReplicaWaiting[] = [1, 2].map((number) => ({
  service: "checkout",
  replica: `checkout, replica ${number}`,
  groups: [{ on: "GET pricing/price", count: 100 * number, longestMs: 900 * number }],
  pool: { active: 60, queued: 40 },
}));
const calls = [{ service: "checkout", on: "GET pricing/price", count: 300, longestMs: 1800 }];
const abort = ["shoppers.p99 > 500ms over 1s"];

function timesAsked({ script }: FinishedRun): number[] {
  return script.calls.filter(({ step }) => step === "read waiting").map(({ atMs }) => atMs);
}

describe("what calls wait for", () => {
  test("is asked once, in the half second before the last fault comes out", async () => {
    const faults = [
      { delayMs: 50, durationMs: 2000 },
      { delayMs: 20, startMs: 1000, durationMs: 3000 },
      { delayMs: 10 },
    ];
    for (const [count, atMs] of [
      [1, 5500],
      [2, 7500],
      [3, 8500],
    ] as const) {
      const run = await simulate({ plan: { faults: faults.slice(0, count) }, waiting });
      assert.deepEqual(timesAsked(run), [atMs]);
      assert.deepEqual(run.result.waiting, calls);
      assert.equal(eventsOf(run, "waiting").length, 2);
    }
  });

  for (const trouble of ["hangs", "hangs deaf", "fails"] as const) {
    test(`neither delays the undo nor fails the run when asking ${trouble}; what was said is kept`, async () => {
      const run = await simulate({ waiting, troubles: { "read waiting": trouble } });
      assert.equal(run.result.exitCode, 0, run.result.reasons.join());
      assert.equal(run.result.faults[0]?.undoingAtMs, 9000);
      assert.equal(run.result.faults[0]?.undoneAtMs, 9000);
      assert.deepEqual(run.result.waiting, calls);
    });

    test(`is asked as an abort begins its undo, and holds nothing up when asking ${trouble}`, async () => {
      const aborted = { plan: { abort, faults: [{ delayMs: 1000 }] }, waiting };
      const [plain, troubled] = [
        await simulate(aborted),
        await simulate({ ...aborted, troubles: { "read waiting": trouble } }),
      ];
      for (const run of [plain, troubled]) {
        const stoppedAtMs = eventsOf(run, "stopped")[0]?.atMs ?? 0;
        assert.deepEqual(timesAsked(run), [stoppedAtMs]);
        assert.equal(run.result.faults[0]?.undoingAtMs, stoppedAtMs);
        assert.equal(run.result.exitCode, 2);
        assert.deepEqual(run.result.waiting, calls);
      }
      assert.deepEqual(troubled.result.phases, plain.result.phases);
      assert.deepEqual(troubled.result.faults, plain.result.faults);
    });
  }

  test("is waited for by nothing but the end, where an abort has no recovery phase", async () => {
    const plan = { abort, faults: [{ delayMs: 1000 }], phases: { recoveryMs: 0 } };
    const run = await simulate({ plan, waiting, troubles: { "read waiting": "hangs deaf" } });
    const stoppedAtMs = eventsOf(run, "stopped")[0]?.atMs ?? 0;
    assert.equal(run.result.faults[0]?.undoneAtMs, stoppedAtMs);
    assert.equal(run.script.firstCall("undo system"), stoppedAtMs + 500);
  });

  test("isn't asked when the run is interrupted, nor when nothing went in", async () => {
    const interrupted = await simulate({ waiting, at: { 6000: (hands) => hands.interrupt("SIGINT") } });
    assert.deepEqual(timesAsked(interrupted), []);
    const failed = await simulate({ waiting, troubles: { "inject trouble-1/1": "fails" } });
    assert.deepEqual(timesAsked(failed), []);
  });

  test("is given up at once when the run is interrupted meanwhile", async () => {
    const run = await simulate({
      waiting,
      troubles: { "read waiting": "hangs deaf" },
      at: { 8600: (hands) => hands.interrupt("SIGINT") },
    });
    assert.deepEqual(run.result.waiting, calls);
    assert.equal(run.script.firstCall("undo system"), 8600);
  });
});
