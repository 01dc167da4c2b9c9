import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BLOCK_MS, RecoveryTracker } from "../../../src/judge/history/recovery-tracker.ts";
import type { Trit } from "../../../src/values/trit.ts";

const WINDOW_MS = 1000;

interface Given {
  readonly endMs?: number;
  readonly outMs?: number;
  /** Length of the baseline; it ends at 4 s. */
  readonly baselineMs?: number;
  readonly baselineHolds?: (ms: number) => boolean;
  /** As the windows say, where it isn't given. */
  readonly isBadBlock?: (ms: number) => boolean;
  /** Of the window that ends then. */
  readonly unseenMs?: (ms: number) => number;
}

/** Looked at every 100 ms over the last second, from when the undo began at 5 s until the end. */
function recoveryOf(holdsAt: (ms: number) => Trit, given: Given = {}) {
  const { endMs = 20_000, outMs = 5000, baselineMs = 4000, baselineHolds = () => true } = given;
  const { isBadBlock = (ms: number) => holdsAt(ms) === "false", unseenMs = () => 0 } = given;
  const tracker = new RecoveryTracker(WINDOW_MS);
  for (let ms = 4000 - baselineMs; ms <= 4000; ms += 100) {
    const holds = baselineHolds(ms);
    tracker.looked({ atMs: ms, holds: holds ? "true" : "false", unseenMs: 0 }, true);
    if (ms % BLOCK_MS === 0) tracker.blockEnded(ms, !holds, true);
  }
  for (let ms = 5000; ms <= endMs; ms += 100) {
    tracker.ending(5000, ms >= outMs ? outMs : undefined);
    tracker.looked({ atMs: ms, holds: holdsAt(ms), unseenMs: unseenMs(ms) });
    if (ms % BLOCK_MS === 0) tracker.blockEnded(ms, isBadBlock(ms));
  }
  return tracker.read();
}

const good = (atMs: number) => ({ atMs, holds: "true", unseenMs: 0 }) as const;

const during =
  (...times: readonly [fromMs: number, toMs: number][]) =>
  (ms: number): Trit =>
    times.some(([fromMs, toMs]) => ms >= fromMs && ms < toMs) ? "false" : "true";

describe("recovery", () => {
  for (const [what, holdsAt, expected] of [
    ["is at once when nothing was ever broken", during(), { recovered: "true", afterMs: 0 }],
    ["is where the first window begins that held", during([5000, 10_000]), { recovered: "true", afterMs: 4000 }],
    [
      "counts from the last time that it came back",
      during([5000, 8000], [9100, 12_000]),
      { recovered: "true", afterMs: 6000 },
    ],
    [
      "isn't undone by one noisy window at the very end",
      during([5000, 8000], [20_000, 20_100]),
      { recovered: "true", afterMs: 2000 },
    ],
    [
      "isn't undone by a burst in between",
      during([5000, 8000], [14_000, 15_300]),
      { recovered: "true", afterMs: 2000 },
    ],
    ["that didn't last is none", during([15_000, 30_000]), { recovered: "false" }],
    ["that never came is none", during([5000, 30_000]), { recovered: "false" }],
    [
      "isn't at once when the first window could not be judged",
      (ms: number) => (ms < 7000 ? "unknown" : "true"),
      { recovered: "true", afterMs: 1000, earliestMs: 0 },
    ],
    [
      "may have been as early as the windows that could not be judged",
      (ms: number) => (ms < 8000 ? "false" : ms < 11_000 ? "unknown" : "true"),
      { recovered: "true", afterMs: 5000, earliestMs: 2000 },
    ],
  ] as const) {
    test(what, () => assert.deepEqual(recoveryOf(holdsAt as (ms: number) => Trit), expected));
  }

  test("is when a sample said so first, and may have been since the sample before", () => {
    const unseenMs = (ms: number) => Math.max(0, 9800 - (ms - WINDOW_MS));
    assert.deepEqual(recoveryOf(during([5000, 10_000]), { unseenMs }), {
      recovered: "true",
      afterMs: 4800,
      earliestMs: 4000,
    });
    assert.deepEqual(recoveryOf(during(), { unseenMs: (ms) => Math.max(0, 5700 - (ms - WINDOW_MS)) }), {
      recovered: "true",
      afterMs: 700,
      earliestMs: 0,
    });
  });

  test("is unknown when its last windows are, but for what noise makes of one", () => {
    assert.equal(recoveryOf((ms) => (ms > 18_000 ? "unknown" : "true"))?.recovered, "unknown");
    assert.equal(recoveryOf((ms) => (ms > 19_000 ? "unknown" : "true"))?.recovered, "true");
  });

  test("is unknown when its end is bad for longer than a burst, and not for long enough; it says what would tell", () => {
    const recovery = recoveryOf(during([5000, 8000], [18_000, 30_000]), { baselineMs: 1500 });
    assert.equal(recovery?.recovered, "unknown");
    assert.match(recovery?.why ?? "", /a recovery phase of \d+ s instead of 15 s would tell/);
  });

  test("isn't none when the baseline was just as bad now and then", () => {
    const now = during([5000, 6000], [9000, 9500], [13_000, 13_500], [17_000, 17_500], [18_500, 30_000]);
    assert.equal(recoveryOf(now, { baselineHolds: (ms) => ms % 2000 >= 1000 })?.recovered, "unknown");
  });

  test("isn't none after bursts that come and go, though each makes all windows bad that it is in", () => {
    const holdsAt = during([5000, 7000], [16_000, 30_000]);
    assert.equal(recoveryOf(holdsAt)?.recovered, "false");
    assert.equal(recoveryOf(holdsAt, { isBadBlock: (ms) => ms % 1500 === 0 })?.recovered, "unknown");
  });

  test("that comes and goes isn't one", () => {
    assert.notEqual(recoveryOf((ms) => (ms % 2000 < 900 ? "false" : "true"))?.recovered, "true");
  });

  test("counts from when the undo began, though it took its time", () => {
    const slow = { outMs: 17_000 };
    assert.deepEqual(recoveryOf(during([5000, 17_500]), { ...slow, endMs: 30_000 }), {
      recovered: "true",
      afterMs: 11_500,
    });
    // What held all through the undo was never away.
    assert.deepEqual(recoveryOf(during(), { ...slow, endMs: 30_000 }), { recovered: "true", afterMs: 0 });
    assert.deepEqual(recoveryOf(during([5000, 7000]), { ...slow, endMs: 30_000 }), {
      recovered: "true",
      afterMs: 1000,
    });
  });

  test("isn't none for what was seen while the undo went on", () => {
    assert.equal(recoveryOf(during([5000, 30_000]), { outMs: 19_500 })?.recovered, "unknown");
    assert.equal(recoveryOf(during([5000, 30_000]), { outMs: 25_000 })?.recovered, "unknown");
  });

  test("is unknown until a whole window has passed", () => {
    assert.equal(recoveryOf(during(), { endMs: 5900 })?.recovered, "unknown");
  });

  test("doesn't exist before anything is being taken out", () => {
    assert.equal(new RecoveryTracker(WINDOW_MS).read(), null);
  });

  test("begins anew with every fault that comes out", () => {
    const tracker = new RecoveryTracker(WINDOW_MS);
    tracker.ending(5000, 5000);
    tracker.looked(good(6000));
    tracker.ending(7000, 7000);
    assert.equal(tracker.read()?.recovered, "unknown");
    tracker.looked(good(7900));
    assert.equal(tracker.read()?.recovered, "unknown");
    tracker.looked(good(8000));
    assert.deepEqual(tracker.read(), { recovered: "true", afterMs: 0 });
  });
});
