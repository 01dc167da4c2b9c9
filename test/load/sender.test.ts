import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import fc from "fast-check";
import { Histogram } from "../../src/judge/measure/histogram.ts";
import { WHOLE_LOAD } from "../../src/load/load.ts";
import { pacer } from "../../src/load/pacer.ts";
import { Sender } from "../../src/load/sender.ts";
import { grainMsFor } from "../../src/load/wake-ups.ts";
import { seededRandom } from "../../src/values/random/random.ts";
import { makeLoad } from "./collector.ts";
import { startTarget } from "./target.ts";

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
    cutShort: () => undefined,
  };
  const sender = new Sender([load], { seed: 1, share: WHOLE_LOAD, run: "run-1" }, clock, alarm);
  await sender.run();
  return sleptMs;
}

/**
 * Sends one request that fails and is tried again at once, so many times, on a clock that stands still while it waits for answers.
 * The next arrival is due much later. Returns how long all that took on the clock, in ms.
 */
async function retryAtOnce(context: TestContext, times: number) {
  let nowMs = 0;
  let ring: (() => void) | undefined;
  let answered = 0;
  const never = () => () => undefined;
  const clock = { nowMs: () => (nowMs += LOOK_MS), wallMs: () => 0, after: never, every: never };
  const { url } = await startTarget(context, (_request, response) => {
    response.writeHead(503).end();
    response.once("finish", () => {
      if (++answered <= times) return;
      sender.stop();
      ring?.();
    });
  });
  const on = [{ from: 500, to: 599 }];
  const pacing = { kind: "constant", ratePerS: 1 } as const;
  const load = makeLoad({ url, pacing, arrivalsForMs: 2000, retry: { count: times, backoffMs: 0, jitter: 0, on } });
  const alarm = {
    waitUntil(atMs: number) {
      // The next arrival, which doesn't come as long as answers do.
      if (atMs > 500) return new Promise<void>((resolve) => (ring = resolve));
      nowMs = Math.max(nowMs, atMs);
      return Promise.resolve();
    },
    bringForward(atMs: number) {
      if (ring === undefined) return;
      nowMs = Math.max(nowMs, atMs);
      ring();
      ring = undefined;
    },
    cutShort: () => undefined,
  };
  const sender = new Sender([load], { seed: 1, share: WHOLE_LOAD, run: "run-1" }, clock, alarm);
  await sender.run();
  return { tookMs: nowMs, grainMs: sender.takeBatch().grainMs };
}

/**
 * Sends so many requests of which one may be in flight. While one is, the alarm doesn't ring, and its wait ends only when it is cut
 * short. Returns how many the target saw.
 */
async function sendOneByOne(context: TestContext, times: number) {
  let nowMs = 0;
  let ring: () => void = () => undefined;
  let seen = 0;
  const never = () => () => undefined;
  const clock = { nowMs: () => (nowMs += LOOK_MS), wallMs: () => 0, after: never, every: never };
  const { url } = await startTarget(context, (_request, response) => {
    seen++;
    response.end();
  });
  const pacing = { kind: "constant", ratePerS: 100 } as const;
  const load = makeLoad({ url, pacing, arrivalsForMs: Infinity, maxInFlight: 1 });
  const alarm = {
    waitUntil(atMs: number) {
      if (sender.takeBatch().signals.load?.inFlight === 1) return new Promise<void>((resolve) => (ring = resolve));
      if (seen >= times) sender.stop();
      nowMs = Math.max(nowMs, atMs);
      return Promise.resolve();
    },
    bringForward: () => undefined,
    cutShort: () => ring(),
  };
  const sender = new Sender([load], { seed: 1, share: WHOLE_LOAD, run: "run-1" }, clock, alarm);
  await sender.run();
  return seen;
}

describe("a sender", { timeout: 30_000 }, () => {
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

  it("wakes up no more often than once a grain for what is due because of an answer, either", async (context) => {
    const { tookMs, grainMs } = await retryAtOnce(context, 100);
    assert.equal(grainMs, 0.5);
    assert.ok(tookMs >= 75 * grainMs, `${tookMs} ms for a hundred, of which few may come in a row`);
  });

  it("looks for what is due as soon as one of as many as may be in flight has ended", async (context) => {
    assert.equal(await sendOneByOne(context, 5), 5);
  });
});
