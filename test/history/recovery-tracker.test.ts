import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Trit } from "../../src/history/event.ts";
import { RecoveryTracker } from "../../src/history/recovery-tracker.ts";

/** Judged every 100 ms over the last second, from the undo at 5 s until the end. */
function recoveryOf(holdsAt: (ms: number) => Trit, endMs = 20_000) {
  const tracker = new RecoveryTracker(1000);
  tracker.undone(5000);
  for (let ms = 5000; ms <= endMs; ms += 100) if (tracker.isDue(ms)) tracker.judged(ms, holdsAt(ms));
  return tracker.read();
}

describe("recovery", () => {
  for (const [what, holdsAt, expected] of [
    ["is at once when nothing was ever broken", () => "true", { recovered: "true", afterMs: 0 }],
    [
      "is where the first window begins that held",
      (ms: number) => (ms < 10_000 ? "false" : "true"),
      { recovered: "true", afterMs: 4000 },
    ],
    [
      "counts from the last time that it came back",
      (ms: number) => (ms < 8000 || (ms > 9000 && ms < 12_000) ? "false" : "true"),
      { recovered: "true", afterMs: 6000 },
    ],
    ["that didn't last is none", (ms: number) => (ms === 20_000 ? "false" : "true"), { recovered: "false" }],
    [
      "is unknown when its last window is",
      (ms: number) => (ms > 19_000 ? "unknown" : "true"),
      { recovered: "unknown" },
    ],
    [
      "isn't at once when the first window could not be judged",
      (ms: number) => (ms < 7000 ? "unknown" : "true"),
      { recovered: "true", afterMs: 1000 },
    ],
  ] as const) {
    test(what, () => assert.deepEqual(recoveryOf(holdsAt as (ms: number) => Trit), expected));
  }

  test("is at once though no tick comes at the very moment of the undo", () => {
    const tracker = new RecoveryTracker(1000);
    tracker.undone(5020);
    tracker.judged(6050, "true");
    assert.deepEqual(tracker.read(), { recovered: "true", afterMs: 0 });
  });

  test("is unknown until a whole window has passed", () => {
    assert.deepEqual(
      recoveryOf(() => "true", 5900),
      { recovered: "unknown" },
    );
  });

  test("doesn't exist before anything was undone", () => {
    assert.equal(new RecoveryTracker(1000).read(), null);
  });

  test("begins anew with every fault that comes out", () => {
    const tracker = new RecoveryTracker(1000);
    tracker.undone(5000);
    tracker.judged(6000, "true");
    tracker.undone(7000);
    assert.deepEqual(tracker.read(), { recovered: "unknown" });
    assert.equal(tracker.isDue(7900), false);
    tracker.judged(8000, "true");
    assert.deepEqual(tracker.read(), { recovered: "true", afterMs: 0 });
  });
});
