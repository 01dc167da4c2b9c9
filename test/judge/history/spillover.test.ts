import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunEvent } from "../../../src/judge/history/event.ts";
import { resultOf } from "../../../src/judge/history/run-result.ts";
import { foldRun } from "../../../src/judge/history/run-state.ts";
import { Histogram } from "../../../src/judge/measure/histogram.ts";
import type { SignalDelta } from "../../../src/judge/measure/signal.ts";
import { emptyDelta, mergeDeltas } from "../../../src/judge/measure/totals.ts";
import { seededRandom } from "../../../src/values/random/random.ts";
import type { Trit } from "../../../src/values/trit.ts";
import { simulatedPlan } from "../../run/simulated-plan.ts";

/** Later than it should be: so are the windows' ends. */
const TICK_MS = 54;
const HARNESS = { scheduleLag: [], loopDelayMaxMs: 0, cpu: 0 };

interface Medians {
  readonly treated: number;
  readonly control: number;
}

/** A run whose two arms have these medians, in ms, in its baseline and with its fault; each phase so long. */
async function* runOf(before: Medians, during: Medians, phaseMs: number, took: Trit): AsyncGenerator<RunEvent> {
  const random = seededRandom(1);
  const simulated = simulatedPlan({
    expect: ["shoppers.treated.p95 < 1.5 x shoppers.control.p95"],
    phases: { warmUpMs: 0, baselineMs: phaseMs, faultMs: phaseMs, recoveryMs: phaseMs },
    faults: [{ on: { caller: "checkout", callee: "pricing" } }],
  });
  const plan = { ...simulated, experiment: { ...simulated.experiment, arms: { seed: 1, control: 0.5 } } };
  const fault = plan.faults[0]?.id ?? "";
  const record = { id: "r", kind: "k", what: "w", manual: "m", data: {} };
  const deltaOf = (medianMs: number): SignalDelta => {
    const latency = new Histogram();
    for (let n = 0; n < 10; n++) latency.record(medianMs * Math.exp(0.4 * (random() + random() - 1)));
    return { ...emptyDelta, started: 10, ended: 10, latency: latency.toSparse() };
  };
  const ticks = function* (fromMs: number, { treated, control }: Medians): Generator<RunEvent> {
    for (let atMs = fromMs + TICK_MS; atMs <= fromMs + phaseMs; atMs += TICK_MS) {
      const arms = { "shoppers.treated": deltaOf(treated), "shoppers.control": deltaOf(control) };
      const signals = { shoppers: mergeDeltas(Object.values(arms)), ...arms };
      yield { atMs, type: "tick", signals, harness: HARNESS };
    }
  };
  yield { atMs: 0, type: "run-started", run: "run", version: "0", wall: "2026-01-01T00:00:00Z", plan };
  yield { atMs: 0, type: "phase", phase: "baseline" };
  yield* ticks(0, before);
  yield { atMs: phaseMs, type: "phase", phase: "fault" };
  yield { atMs: phaseMs, type: "undo-recorded", record, fault };
  yield { atMs: phaseMs, type: "injected", fault };
  yield* ticks(phaseMs, during);
  yield { atMs: 2 * phaseMs, type: "verified", fault, took, evidence: "" };
  yield { atMs: 2 * phaseMs, type: "undoing", fault };
  yield { atMs: 2 * phaseMs, type: "undone", record: "r", by: "runner" };
  yield { atMs: 2 * phaseMs, type: "phase", phase: "recovery" };
  yield* ticks(2 * phaseMs, before);
  yield { atMs: 3 * phaseMs, type: "run-ended", exitCode: 0 };
}

async function judged(during: Medians, phaseMs = 14_000, took: Trit = "true") {
  const state = await foldRun(runOf({ treated: 20, control: 20 }, during, phaseMs, took));
  assert.ok(state);
  const { criteria, reasons, verdict, spillover = [] } = resultOf(state);
  const compared = criteria.find(({ role }) => role === "expect");
  return { holds: compared?.judgement.holds, why: reasons.at(-1) ?? "", verdict, reasons, spillover };
}

test("a ratio near 1 is no effect only where the arm that was spared is as it was", async () => {
  const alike = await judged({ treated: 20, control: 20 });
  assert.equal(alike.holds, "true");
  assert.match(
    alike.why,
    /shoppers\.control was spared, .* times that of the baseline: nothing shows that the fault spilled over/,
  );
  const both = await judged({ treated: 60, control: 60 });
  assert.deepEqual([both.holds, both.verdict], ["unknown", "inconclusive"]);
  assert.match(
    both.reasons[0] ?? "",
    /shoppers\.control, which was spared, did worse than before, too: .* would differ by 0\.9\d+x to 3\.\d+x/,
  );
  assert.match(
    both.why,
    /its p95 is (2\.\d+|3) to 3(\.\d+)? times .*: it did worse than before, maybe through what it shares .*checkout/,
  );
  const apart = await judged({ treated: 60, control: 20 });
  assert.equal(apart.holds, "false");
  assert.match(apart.why, /nothing shows that the fault spilled over/);
  for (const { spillover } of [alike, both, apart]) {
    const [only, ...others] = spillover;
    assert.deepEqual([only?.signal, only?.shared, others], ["shoppers.control", ["checkout"], []]);
  }
  const [times, worse] = [both.spillover[0]?.times, both.spillover[0]?.worse];
  assert.equal(worse, "true");
  assert.ok(times && times.low > 2 && times.low < 3 && times.high > 3 && times.high < 4, JSON.stringify(times));
  for (const { spillover } of [alike, apart]) {
    const { times, worse } = spillover[0] ?? assert.fail();
    assert.notEqual(worse, "true");
    assert.ok(times && times.low < 1.05 && times.high > 0.95, JSON.stringify(times));
  }
});

test("an arm that was spared and did a little worse leaves a comparison open only where that could change it", async () => {
  const { holds, spillover } = await judged({ treated: 23, control: 23 });
  assert.deepEqual([holds, spillover[0]?.worse], ["true", "true"]);
  const near = await judged({ treated: 29, control: 25 });
  assert.deepEqual([near.holds, near.spillover[0]?.worse], ["unknown", "true"]);
  assert.equal((await judged({ treated: 200, control: 60 })).holds, "false");
});

test("phases as long as they are said to have to be tell", async () => {
  const needed = /of (\d+) s each/.exec((await judged({ treated: 60, control: 22 }, 6000)).why)?.[1];
  const { spillover } = await judged({ treated: 60, control: 22 }, Number(needed) * 1000);
  assert.ok(spillover[0]?.times, "it can't be told");
});

test("phases that are too short to tell are said to be, and loads that are too small", async () => {
  const { why, spillover } = await judged({ treated: 60, control: 22 }, 6000);
  assert.match(why, /spilled over to it can't be told: a baseline and a fault phase of 14 s each, with 40 requests/);
  const [only] = spillover;
  assert.deepEqual([only?.worse, only?.times], ["unknown", undefined]);
  assert.match(only?.why ?? "", /^a baseline and a fault phase of 14 s each, with 40 requests a second/);
});

test("arms are not told apart by a fault that isn't shown to have acted on one of them", async () => {
  for (const during of [
    { treated: 60, control: 20 },
    { treated: 20, control: 20 },
  ]) {
    const { holds, verdict, reasons } = await judged(during, 6000, "unknown");
    assert.deepEqual([holds, verdict], ["unknown", "inconclusive"]);
    assert.match(reasons.join("\n"), /isn't shown to have acted on the treated arm/);
  }
  assert.equal((await judged({ treated: 60, control: 20 }, 6000)).verdict, "fail");
});
