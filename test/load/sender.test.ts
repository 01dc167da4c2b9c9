import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Histogram } from "../../src/judge/measure/histogram.ts";
import { WHOLE_LOAD } from "../../src/load/load.ts";
import { pacer } from "../../src/load/pacer.ts";
import { Sender } from "../../src/load/sender.ts";
import { grainMsFor } from "../../src/load/wake-ups.ts";
import { seededRandom } from "../../src/values/random/random.ts";
import { makeLoad } from "./collector.ts";

const FOR_MS = 50;
/** Each look at the clock takes so long, so that turns of the event loop take time. */
const LOOK_MS = 0.002;

/**
 * Sends nowhere, on a clock of its own whose alarm is always exact; `onSleep` is told of each wait for it. Returns how long it
 * slept in all.
 */
async function send(ratePerS: number, onSleep: (sender: Sender, nowMs: number) => void) {
  let nowMs = 0;
  let sleptMs = 0;
  const never = () => () => undefined;
  const clock = { nowMs: () => (nowMs += LOOK_MS), wallMs: () => 0, after: never, every: never };
  const load = makeLoad({
    url: "http://127.0.0.1:1",
    pacing: { kind: "constant", ratePerS },
    arrivalsForMs: FOR_MS,
    maxInFlight: 10_000,
    // All are too late to be sent.
    timeoutMs: 0,
  });
  const alarm = {
    async waitUntil(atMs: number) {
      onSleep(sender, nowMs);
      if (atMs === Infinity) return sender.stop();
      sleptMs += atMs - nowMs;
      nowMs = atMs;
    },
    bringForward: () => undefined,
  };
  const sender = new Sender([load], { seed: 1, share: WHOLE_LOAD }, clock, alarm);
  await sender.run();
  return sleptMs;
}

describe("a sender", () => {
  it("sends every arrival, none early and none later than a grain, whatever the rate", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 100, max: 50_000 }), async (ratePerS) => {
        const expectedMs = grainMsFor([{ arrivalsPerS: ratePerS, maxInFlight: 10_000 }]);
        const next = pacer({ kind: "constant", ratePerS }, seededRandom(1));
        const dueMs: number[] = [];
        for (let atMs = next(); atMs < FOR_MS; atMs = next()) dueMs.push(atMs);
        const lag = new Histogram();
        let wakeUps = 0;
        let sent = 0;
        let grainMs = 0;
        const sleptMs = await send(ratePerS, (sender, nowMs) => {
          const batch = sender.takeBatch();
          wakeUps++;
          sent += batch.signals.load?.started ?? 0;
          grainMs = Math.max(grainMs, batch.grainMs);
          lag.add(batch.scheduleLag);
          assert.ok(sent === 0 || (dueMs[sent - 1] ?? Infinity) <= nowMs, `${sent} sent at ${nowMs} ms`);
        });
        assert.equal(sent, dueMs.length);
        const lagMs = lag.quantileMs(1) ?? Infinity;
        assert.ok(lagMs <= grainMs + 0.1, `${lagMs} ms late at a grain of ${grainMs} ms`);
        assert.ok(wakeUps <= 25 + FOR_MS / expectedMs, `${wakeUps} wake-ups`);
        assert.ok(sleptMs >= FOR_MS / 3, `slept for ${sleptMs} ms`);
        assert.equal(grainMs, ratePerS > 3000 ? expectedMs : ratePerS < 1900 ? 0 : grainMs);
      }),
      { numRuns: 40 },
    );
  });
});
