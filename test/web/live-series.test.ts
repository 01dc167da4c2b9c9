import assert from "node:assert/strict";
import { test } from "node:test";
import type { LiveSignal } from "../../src/judge/history/result.ts";
import { LiveSeries } from "../../src/web/live-series.ts";

function load(p95Ms: number | undefined, errorRate = 0): LiveSignal {
  const none = { started: 0, ended: 0, failed: 0, inFlightMax: 0, errors: {}, statuses: {} };
  return { ...none, name: "users", ratePerS: 100, errorRate, ...(p95Ms !== undefined && { p95Ms }) };
}

test("a run of any length has few bins, and what was short is still seen", () => {
  const series = new LiveSeries(["users"]);
  let joined = 0;
  for (let atMs = 50; atMs <= 4 * 3_600_000; atMs += 500) {
    if (!series.isDue(atMs)) continue;
    const isSpike = atMs > 60_000 && atMs < 60_600;
    if (series.add([load(isSpike ? 5000 : 20, isSpike ? 1 : 0)]) === undefined) joined += 1;
  }
  const [signal] = series.signals();
  assert.ok(joined > 3);
  assert.ok((signal?.p95.length ?? 0) < 1200);
  assert.equal(Math.max(...(signal?.p95 ?? []).map(Number)), 5000);
  assert.equal(Math.max(...(signal?.errors ?? []).map(Number)), 1);
  assert.ok((signal?.p95.length ?? 0) * series.binMs > 3.9 * 3_600_000);
});

test("what isn't known of a load is a gap", () => {
  const series = new LiveSeries(["users", "__proto__"]);
  series.add([load(undefined)]);
  series.add([{ ...load(20), opaque: 1 }]);
  const [users, other] = series.signals();
  assert.deepEqual(users?.p95, [null, null]);
  assert.deepEqual(users?.perS, [100, null]);
  assert.deepEqual(other?.perS, [null, null]);
});
