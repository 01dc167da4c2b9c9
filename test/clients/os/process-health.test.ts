import assert from "node:assert/strict";
import { test } from "node:test";
import { HealthProbe } from "../../../src/clients/os/process-health.ts";
import type { Clock } from "../../../src/values/clock/clock.ts";
import { FakeClock } from "../../support/fake-clock.ts";

/** A probe whose loop turns at the times that a test says, and no others. */
function probeByHand() {
  let nowMs = 1000;
  let beat: () => void = () => undefined;
  const clock: Clock = Object.assign(new FakeClock(), {
    nowMs: () => nowMs,
    every: (_: number, run: () => void) => {
      beat = run;
      return () => undefined;
    },
  });
  const probe = new HealthProbe(clock);
  const at = (ms: number) => {
    nowMs = 1000 + ms;
  };
  const beatAt = (ms: number) => {
    at(ms);
    beat();
  };
  return { beatAt, stalledAt: (ms: number) => [at(ms), probe.read().stalledMs][1] };
}

test("a loop that turns in time has not stood still, and a probe that is stopped leaves no timer", async () => {
  const clock = new FakeClock();
  const probe = new HealthProbe(clock);
  for (let times = 0; times < 50; times++) await clock.advance(7);
  assert.equal(probe.read().stalledMs, 0);
  probe.stop();
  assert.equal(clock.pending, 0);
});

test("what comes between two turns late is how long the loop stood still", () => {
  const { beatAt, stalledAt } = probeByHand();
  beatAt(10);
  beatAt(21.5);
  assert.equal(stalledAt(25), 0, "a timer's usual lateness");
  beatAt(431.5);
  assert.equal(stalledAt(432), 400);
  beatAt(442);
  beatAt(502);
  assert.equal(stalledAt(505), 450, "all of it, since the process began");
});

test("a stall counts as far as it has come, and once", () => {
  const { beatAt, stalledAt } = probeByHand();
  beatAt(10);
  // Asked by a request that the same late turn brought, before its timers.
  assert.equal(stalledAt(320), 300);
  assert.equal(stalledAt(320), 300);
  beatAt(321);
  assert.equal(stalledAt(325), 300);
});
