import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { Worker } from "node:worker_threads";
import { openLoop, openLoopOn } from "../../src/load/open-loop.ts";
import type { SenderThreadMessage } from "../../src/load/sender-thread.ts";
import { Collector, countOf, makeEndlessLoad, makeLoad } from "./collector.ts";
import { answer, hang, startTarget } from "./target.ts";
import { targetsOf } from "./targets-of.ts";

/** Three threads for a load of 400 per second and 96 in flight. */
const three = openLoopOn({ cores: 4, mostPerS: 150 });
const maxInFlight = 96;
/** More than there are arrivals: none is refused, however long the machine stalls. */
const unbounded = 3000;

/** Calls back with each thread that is started until the test is over. */
function onThread(context: TestContext, listener: (thread: Worker) => void): void {
  process.on("worker", listener);
  context.after(() => process.off("worker", listener));
}

function untilExit(thread: Worker): Promise<void> {
  return new Promise((resolve) => thread.once("exit", () => resolve()));
}

/** Keeps from whoever started a thread that it is up. */
function hideStart(thread: Worker): void {
  const [hear] = thread.listeners("message") as ((message: SenderThreadMessage) => void)[];
  thread.removeAllListeners("message");
  thread.on("message", (message: SenderThreadMessage) => message.kind === "started" || hear?.(message));
}

async function sending(context: TestContext, requests?: Parameters<typeof makeLoad>[0]) {
  const { url } = await startTarget(context, answer);
  const collector = new Collector();
  const load = makeEndlessLoad({ url, maxInFlight, pacing: { kind: "constant", ratePerS: 400 }, ...requests });
  return { collector, running: await three.start([load], collector) };
}

describe("a load from several threads", { timeout: 60_000 }, () => {
  for (const pacing of [
    { kind: "constant", ratePerS: 400 },
    { kind: "poisson", ratePerS: 400 },
    { kind: "ramp", fromPerS: 100, toPerS: 600, overMs: 500 },
  ] as const) {
    it(`sends the very requests that one would (${pacing.kind})`, async (context) => {
      const parts = { pacing, arrivalsForMs: 500, maxInFlight: unbounded };
      const alone = await targetsOf(context, openLoop, parts, 1);
      const shared = await targetsOf(context, three, parts, alone.seen.length);
      assert.deepEqual(shared.seen, alone.seen);
      const { started, ended, latency } = shared.collector.totals();
      assert.deepEqual(
        { started, ended, measured: countOf(latency), lags: countOf(shared.collector.scheduleLag.toSparse()) },
        { started: alone.seen.length, ended: alone.seen.length, measured: alone.seen.length, lags: alone.seen.length },
      );
    });
  }

  it("is a share where others send the rest, whose parts are all of it", async (context) => {
    const parts = {
      pacing: { kind: "constant", ratePerS: 800 },
      arrivalsForMs: 500,
      maxInFlight: unbounded,
    } as const;
    const alone = await targetsOf(context, openLoop, parts, 400);
    const half = (index: number) => ({
      start: (loads: Parameters<typeof three.start>[0], collector: Parameters<typeof three.start>[1]) =>
        three.start(loads, { ...collector, onBatch: (batch) => collector.onBatch(batch), share: { index, of: 2 } }),
    });
    const halves = [await targetsOf(context, half(0), parts, 200), await targetsOf(context, half(1), parts, 200)];
    assert.deepEqual(halves.flatMap(({ seen }) => seen).sort(), alone.seen);
  });

  it("has in flight what all have, and loses nothing of it when it stops", async (context) => {
    const target = await startTarget(context, hang);
    const collector = new Collector();
    const load = makeLoad({
      url: target.url,
      pacing: { kind: "constant", ratePerS: 400 },
      maxInFlight,
      arrivalsForMs: 300,
    });
    const running = await three.start([load], collector);
    await collector.until(() => collector.totals().started === 120);
    await running.stop();
    const { inFlight, ages, errors } = collector.totals();
    assert.deepEqual({ inFlight, ages: countOf(ages), errors }, { inFlight: 96, ages: 96, errors: { overflow: 24 } });
  });

  it("breaks once, however many of them do", async (context) => {
    const ends: Promise<void>[] = [];
    onThread(context, (thread) => ends.push(untilExit(thread)));
    // No address with two requests of a hundred, of which each thread has some.
    const urls = ["http://127.0.0.{{int 1 260}}:1/"];
    const { collector, running } = await sending(context, {
      requests: [{ method: "GET", urls, headers: {}, weight: 1 }],
    });
    await collector.broken;
    // One that nobody stops ends only when it breaks.
    assert.equal(ends.length, 3);
    await Promise.all(ends);
    const [error, ...others] = collector.breaks;
    assert.match(error?.message ?? "", /^the load's own thread broke: .*URL/);
    assert.deepEqual(others, []);
    await running.stop();
  });

  it("ends as a whole where one of them doesn't come up, when nobody waits any more", async (context) => {
    const threads: Worker[] = [];
    onThread(context, (thread) => {
      if (threads.push(thread) === 3) hideStart(thread);
    });
    const { url } = await startTarget(context, answer);
    const collector = new Collector();
    const giveUp = new AbortController();
    const load = makeEndlessLoad({ url, maxInFlight, pacing: { kind: "constant", ratePerS: 400 } });
    const starting = three.start([load], { ...collector, signal: giveUp.signal });
    await collector.until(() => collector.totals().started > 20);
    const ended = Promise.all(threads.map(untilExit));
    giveUp.abort(new Error("too late"));
    await assert.rejects(starting, /too late/);
    await ended;
  });

  it("sends nothing more once it has stopped", async (context) => {
    const { collector, running } = await sending(context);
    await collector.until(() => collector.totals().started > 20);
    await running.stop();
    const batches = collector.batches.length;
    const { started } = collector.totals();
    assert.equal(countOf(collector.scheduleLag.toSparse()), started);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(collector.batches.length, batches);
  });
});
