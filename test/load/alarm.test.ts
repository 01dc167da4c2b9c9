import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Alarm } from "../../src/load/alarm.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";

describe("an alarm", { timeout: 60_000 }, () => {
  it("is never early, and at once when the time has passed", async (context) => {
    const alarm = new Alarm();
    context.after(() => alarm.close());
    await alarm.waitUntil(0);
    for (let n = 0; n < 50; n++) {
      const dueMs = systemClock.nowMs() + n / 10;
      await alarm.waitUntil(dueMs);
      assert.ok(systemClock.nowMs() >= dueMs);
      await alarm.waitUntil(dueMs);
    }
  });

  it("rings earlier when it is brought forward, and not later when it isn't", async (context) => {
    const alarm = new Alarm();
    context.after(() => alarm.close());
    const waiting = alarm.waitUntil(Infinity);
    const dueMs = systemClock.nowMs() + 20;
    alarm.bringForward(dueMs);
    alarm.bringForward(dueMs + 3_600_000);
    await waiting;
    assert.ok(systemClock.nowMs() >= dueMs);
  });

  it("lets go of who waits when it is cut short, and rings for the next wait all the same", async (context) => {
    const alarm = new Alarm();
    context.after(() => alarm.close());
    const waiting = alarm.waitUntil(Infinity);
    alarm.cutShort();
    await waiting;
    const dueMs = systemClock.nowMs() + 20;
    await alarm.waitUntil(dueMs);
    assert.ok(systemClock.nowMs() >= dueMs);
  });

  it("lets go of who waits when it is closed", async () => {
    const alarm = new Alarm();
    const waiting = alarm.waitUntil(Infinity);
    await alarm.close();
    await waiting;
  });
});
