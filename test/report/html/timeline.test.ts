import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Histogram } from "../../../src/judge/measure/histogram.ts";
import { emptyDelta } from "../../../src/judge/measure/totals.ts";
import { latenciesOf, TimelineBuilder } from "../../../src/report/html/timeline.ts";

const TICK_MS = 50;

/** A signal whose requests take as long as given, one a tick. */
function timelineOf(latencies: readonly number[], signals = ["load"]) {
  const builder = new TimelineBuilder(signals);
  for (const [at, latencyMs] of latencies.entries()) {
    const histogram = new Histogram();
    histogram.record(latencyMs);
    builder.add((at + 0.5) * TICK_MS, { load: { ...emptyDelta, started: 1, ended: 1, latency: histogram.toSparse() } });
  }
  return builder.finish();
}

test("bins of a run of any length hold each request once, and the worst of any half second", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 20, maxLength: 600 }),
      fc.constantFrom(1, 4000, 20_000),
      (latencies, signals) => {
        const names = ["load", ...Array.from({ length: signals - 1 }, (_, at) => `other-${at}`)];
        const { binMs, signals: bins } = timelineOf(latencies, names);
        // The last half second isn't whole.
        const whole = latencies.slice(0, Math.floor((latencies.length - 1) / 10) * 10);
        const all = (bins.get("load") ?? []).filter((bin) => bin !== undefined);
        const expected = new Histogram();
        for (const latencyMs of whole) expected.record(latencyMs);
        const held = new Histogram();
        for (const bin of all) held.add(latenciesOf(bin));
        assert.deepEqual(held.toSparse(), expected.toSparse());
        assert.equal(
          all.reduce((sum, bin) => sum + bin.ended, 0),
          whole.length,
        );
        assert.equal(Math.max(0, ...all.map(({ worstP99Ms }) => worstP99Ms)), expected.quantileMs(1) ?? 0);
        const { length = 0 } = bins.get("load") ?? [];
        assert.ok(length * binMs >= whole.length * TICK_MS);
      },
    ),
    { numRuns: 20 },
  );
});

test("a page holds no more points of a long run than of a short one", () => {
  const builder = new TimelineBuilder(["load"]);
  for (let atMs = 0; atMs < 10_000_000; atMs += 10_000) builder.add(atMs, { load: { ...emptyDelta, ended: 1 } });
  const { binMs, signals } = builder.finish();
  const { length = 0 } = signals.get("load") ?? [];
  assert.ok(length <= 5001, `${length} bins of ${binMs} ms`);
  assert.ok(length * binMs >= 9_990_000, `${length} bins of ${binMs} ms`);
});
