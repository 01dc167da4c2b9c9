import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { DueMessages } from "../../../src/load/sessions/due-messages.ts";

const EVERY_MS = 100;
const TIMEOUT_MS = 1000;

/** Of each message that a sender has: whether it gets through, and how much later at least. */
const fates = fc.array(fc.record({ isLost: fc.boolean(), delayMs: fc.integer({ min: 0, max: 1500 }) }), {
  minLength: 30,
  maxLength: 60,
});

/** Counts what becomes of the messages up to `untilMs`, in the order of TCP: none overtakes another. */
function play(
  all: readonly { readonly isLost: boolean; readonly delayMs: number }[],
  untilMs: number,
  lookEveryMs: number,
) {
  const due = new DueMessages(EVERY_MS, TIMEOUT_MS, 0);
  const count = { due: 0, came: 0, failed: 0 };
  const arrivals: { readonly sentMs: number; readonly atMs: number }[] = [];
  let latestMs = 0;
  for (const [n, { isLost, delayMs }] of all.entries()) {
    const sentMs = (n + 1) * EVERY_MS;
    latestMs = Math.max(latestMs, sentMs + delayMs);
    if (!isLost) arrivals.push({ sentMs, atMs: latestMs });
  }
  const look = (nowMs: number) => {
    count.due += due.takeDue(nowMs);
    count.failed += due.takeExpired(nowMs);
  };
  let lookMs = 0;
  for (const { sentMs, atMs } of arrivals.filter((one) => one.atMs <= untilMs)) {
    for (; lookMs <= atMs; lookMs += lookEveryMs) look(lookMs);
    const { newlyDue, lostMs, isLate } = due.came(sentMs);
    count.due += newlyDue;
    count.failed += lostMs.length;
    if (!isLate) count.came++;
  }
  look(untilMs);
  return { ...count, inFlight: due.inFlightSinceMs(untilMs) };
}

describe("the messages that are due in a session", () => {
  test("each end once or are in flight, however many are lost or late, and however often one looks", () => {
    fc.assert(
      fc.property(fates, fc.integer({ min: 7, max: 400 }), (all, lookEveryMs) => {
        const untilMs = all.length * EVERY_MS;
        const { due, came, failed, inFlight } = play(all, untilMs, lookEveryMs);
        assert.equal(came + failed + inFlight.length, all.length);
        assert.equal(due, all.length);
        for (const sinceMs of inFlight) assert.ok(untilMs - sinceMs >= 0 && untilMs - sinceMs < TIMEOUT_MS);
      }),
    );
  });

  test("all come where none is lost or late", () => {
    const all = Array.from({ length: 50 }, () => ({ isLost: false, delayMs: 20 }));
    assert.deepEqual(play(all, 50 * EVERY_MS + 20, 50), { due: 50, came: 50, failed: 0, inFlight: [] });
  });

  test("all fail where nothing comes, and those whose time isn't up are in flight with their age", () => {
    const all = Array.from({ length: 50 }, () => ({ isLost: true, delayMs: 0 }));
    const { due, came, failed, inFlight } = play(all, 5000, 50);
    assert.deepEqual([due, came, failed], [50, 0, 40]);
    assert.deepEqual(inFlight, [4100, 4200, 4300, 4400, 4500, 4600, 4700, 4800, 4900, 5000]);
  });

  test("aren't more than there are where the sender's interval is a little longer", () => {
    const due = new DueMessages(EVERY_MS, TIMEOUT_MS, 0);
    let lost = 0;
    for (let n = 1; n <= 1000; n++) lost += due.came(n * EVERY_MS * 1.1).lostMs.length;
    assert.equal(lost, 0);
  });
});
