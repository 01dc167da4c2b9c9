import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { liveViewOf } from "../../../src/judge/history/live-view.ts";
import type { LiveView } from "../../../src/judge/history/result.ts";
import { simulate } from "../../run/simulated-run.ts";

describe("the live view", () => {
  test("shows where a run is, and its faults as planned, in and out", async () => {
    const views: LiveView[] = [];
    await simulate({
      plan: { faults: [{ delayMs: 2000, startMs: 1000, durationMs: 2000, parts: 2 }] },
      listener: (event, state) => {
        if (event.type === "tick") views.push(liveViewOf(state));
      },
    });
    const at = (ms: number) => views.find(({ elapsedMs }) => elapsedMs >= ms) ?? assert.fail(`no view at ${ms} ms`);
    assert.deepEqual(
      [4500, 6000, 7500].map((ms) => at(ms).faults.map(({ state }) => state)),
      [["planned"], ["in"], ["out"]],
    );
    const { phase, phaseElapsedMs, phaseLengthMs, loads, edges, criteria } = at(6000);
    assert.deepEqual([phase, phaseElapsedMs, phaseLengthMs], ["fault", 2000, 5000]);
    assert.deepEqual(
      loads.map(({ name, heat }) => [name, heat]),
      [["shoppers", 1]],
    );
    assert.equal(edges.find(({ name }) => name === "checkout -> inventory")?.heat, 0);
    assert.equal(criteria.length, 3);
  });

  test("says nothing of recovery while another fault is in", async () => {
    const said = new Set<string>();
    await simulate({
      plan: {
        expect: ["shoppers.recovery < 5s"],
        faults: [{ delayMs: 10, durationMs: 500 }, { delayMs: 10 }],
        phases: { faultMs: 6000 },
      },
      listener: (event, state) => {
        const { phase, criteria } = liveViewOf(state);
        if (event.type === "tick" && phase === "fault") said.add(criteria.at(-1)?.judgement.holds ?? "nothing");
      },
    });
    assert.deepEqual([...said], ["unknown"]);
  });

  test("has no heat before the baseline is over", async () => {
    const heats: unknown[] = [];
    await simulate({
      listener: (event, state) => {
        const view = liveViewOf(state);
        if (event.type === "tick" && view.phase === "baseline") heats.push(view.loads[0]?.heat);
      },
    });
    assert.ok(heats.length > 0 && heats.every((heat) => heat === undefined));
  });
});
