import assert from "node:assert/strict";
import { test } from "node:test";
import { wakeAt } from "../../src/proxy/precise-wake.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { FakeClock } from "../support/fake-clock.ts";

test("never wakes early", async () => {
  const delaysMs = Array.from({ length: 120 }, (_, index) => (index * 0.37) % 24);
  const earlinessMs = await Promise.all(
    delaysMs.map((delayMs) => {
      const dueMs = systemClock.nowMs() + delayMs;
      return new Promise<number>((resolve) => wakeAt(systemClock, dueMs, () => resolve(dueMs - systemClock.nowMs())));
    }),
  );
  assert.deepEqual(
    earlinessMs.filter((ms) => ms > 0),
    [],
  );
});

for (const delayMs of [0.4, 20, 10_000]) {
  test(`a cancelled wake-up of ${delayMs} ms doesn't come`, async () => {
    const clock = new FakeClock();
    let woken = 0;
    wakeAt(clock, delayMs, () => woken++)();
    wakeAt(clock, delayMs, () => woken++);
    await clock.advance(delayMs);
    await new Promise(setImmediate);
    assert.equal(woken, 1);
    assert.equal(clock.pending, 0);
  });
}
