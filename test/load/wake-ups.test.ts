import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { grainMsFor, WakeUps } from "../../src/load/wake-ups.ts";

const GRAIN_MS = 0.5;

/** Wakes up for things that are due so long after each other, each time so late, and returns when. */
function wakeFor(gapsMs: readonly number[], lateMs: number) {
  const wakeUps = new WakeUps(GRAIN_MS);
  const wokenMs: number[] = [];
  const heldMs: number[] = [];
  let nowMs = 0;
  let dueMs = 0;
  for (const gapMs of gapsMs) {
    dueMs += gapMs;
    if (dueMs > nowMs) {
      const atMs = wakeUps.timeFor(dueMs);
      heldMs.push(atMs - dueMs);
      nowMs = atMs + lateMs;
      wakeUps.add(nowMs);
      wokenMs.push(nowMs);
    }
  }
  return { wakeUps, wokenMs, heldMs };
}

describe("wake-ups", () => {
  it("are never early, never held for longer than a grain, and one a grain but for those in a row", () => {
    const gaps = fc.array(fc.double({ min: 0, max: 1.5, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(gaps, fc.double({ min: 0, max: 2, noNaN: true }), (gapsMs, lateMs) => {
        const { wakeUps, wokenMs, heldMs } = wakeFor(gapsMs, lateMs);
        for (const ms of heldMs) assert.ok(ms >= 0 && ms <= GRAIN_MS + 1e-9, `held for ${ms} ms`);
        for (const [from, fromMs] of wokenMs.entries()) {
          const most = (wokenMs.at(-1) ?? 0) - fromMs;
          assert.ok(wokenMs.length - from <= 20 + most / GRAIN_MS + 1e-6, `${wokenMs.length - from} in ${most} ms`);
        }
        assert.equal(wakeUps.takeGrainMs(), heldMs.some((ms) => ms > 0) ? GRAIN_MS : 0);
        assert.equal(wakeUps.takeGrainMs(), 0);
      }),
    );
  });

  it("are half a millisecond apart, and up to a whole one at more than 5000 arrivals per second", () => {
    const grains = [1, 1000, 5000, 8000, 10_000, 1e5].map((ratePerS) =>
      grainMsFor([{ arrivalsPerS: ratePerS, maxInFlight: 10_000 }]),
    );
    assert.deepEqual(grains, [0.5, 0.5, 0.5, 0.8, 1, 1]);
    const half = { arrivalsPerS: 5000, maxInFlight: 10_000 };
    assert.equal(grainMsFor([half, half]), 1);
  });

  it("send no more together than a twentieth of what may be in flight", () => {
    const often = { arrivalsPerS: 10_000, maxInFlight: 40 };
    assert.equal(grainMsFor([often, { arrivalsPerS: 1, maxInFlight: 1 }]), 0.2);
  });

  it("come each at its own time below 2000 per second", () => {
    const { heldMs, wakeUps } = wakeFor(
      Array.from({ length: 5000 }, () => 1),
      0.4,
    );
    assert.deepEqual(new Set(heldMs), new Set([0]));
    assert.equal(wakeUps.takeGrainMs(), 0);
  });
});
