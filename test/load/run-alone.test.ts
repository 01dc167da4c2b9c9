import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bucketOf } from "../../src/judge/measure/histogram.ts";
import type { SignalDelta } from "../../src/judge/measure/signal.ts";
import { emptyDelta } from "../../src/judge/measure/totals.ts";
import type { LoadBatch, LoadDriver, LoadOptions } from "../../src/load/load.ts";
import { runAlone } from "../../src/load/run-alone.ts";
import { untilAborted } from "../../src/values/clock/deadline.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { makeLoad } from "./collector.ts";

const load = { ...makeLoad({ url: "http://127.0.0.1:1" }), arrivalsForMs: 1000 };

/** Runs the load with batches that the test makes up. */
async function scripted() {
  const clock = new FakeClock();
  const interrupt = new AbortController();
  const begun = Promise.withResolvers<LoadOptions>();
  let last: LoadBatch | undefined;
  const driver: LoadDriver = {
    async start(_loads, options) {
      begun.resolve(options);
      return {
        async stop() {
          if (last !== undefined) options.onBatch(last);
        },
      };
    },
  };
  const report = runAlone(load, driver, { seed: 1, clock, signal: interrupt.signal });
  const options = await begun.promise;
  const batch = (delta: Partial<SignalDelta>, lagMs: readonly number[] = []): LoadBatch => ({
    atMs: clock.nowMs(),
    signals: { load: { ...emptyDelta, ...delta } },
    scheduleLag: lagMs.flatMap((ms) => [bucketOf(ms), 1]),
    grainMs: 0,
    stallMs: 0,
  });
  await clock.advance(0);
  return {
    clock,
    interrupt,
    report,
    options,
    deliver: (...args: Parameters<typeof batch>) => options.onBatch(batch(...args)),
    /** Sets what `stop` will deliver. */
    setLast: (...args: Parameters<typeof batch>) => {
      last = batch(...args);
    },
  };
}

describe("a load that runs alone", () => {
  it("ends when its arrivals have come and nothing is in flight", async () => {
    const { clock, report, deliver } = await scripted();
    deliver({ started: 2, ended: 1, inFlight: 1, ages: [bucketOf(500), 1], latency: [bucketOf(10), 1] }, [0, 1]);
    await clock.advance(1000);
    deliver({ inFlight: 1, ages: [bucketOf(1500), 1] });
    await clock.advance(1000);
    deliver({ ended: 1, failed: 1, errors: { timeout: 1 }, latency: [bucketOf(2000), 1] });
    deliver({});
    const { requests, failures, errors, in_flight, latency_ms } = await report;
    assert.deepEqual(
      { requests, failures, errors, in_flight },
      { requests: 2, failures: 1, errors: { timeout: 1 }, in_flight: 0 },
    );
    assert.ok(Math.abs((latency_ms.max ?? 0) - 2000) < 20);
    assert.ok(Math.abs((latency_ms.p50 ?? 0) - 10) < 0.1);
  });

  it("counts what is in flight with its age when it is interrupted", async () => {
    const { clock, interrupt, report, deliver, setLast } = await scripted();
    deliver({ started: 4, inFlight: 4, ages: [bucketOf(1), 4] }, [0, 1, 2, 3]);
    await clock.advance(500);
    setLast({ inFlight: 4, ages: [bucketOf(400), 4] });
    interrupt.abort("SIGINT");
    const { requests, in_flight, latency_ms, rate } = await report;
    assert.deepEqual({ requests, in_flight }, { requests: 4, in_flight: 4 });
    assert.ok(Math.abs((latency_ms.p50 ?? 0) - 400) < 4);
    // Four in the 500 ms that it ran and the 3 ms that the last one was late.
    assert.ok(Math.abs(rate - 4 / 0.503) < 0.01, `${rate}`);
  });

  it("has a rate of what was sent, without what could not be", async () => {
    const { clock, report, deliver } = await scripted();
    const errors = { overflow: 6 };
    deliver({ started: 8, ended: 8, failed: 6, errors, latency: [bucketOf(1), 2] }, [0, 1, 2, 3, 4, 5, 6, 7]);
    await clock.advance(1000);
    deliver({});
    const { requests, rate } = await report;
    assert.equal(requests, 8);
    assert.ok(Math.abs(rate - 2 / 1.007) < 0.01, `${rate}`);
  });

  it("has the coarsest grain of any batch", async () => {
    const { clock, report, options, deliver } = await scripted();
    for (const grainMs of [0, 0.5, 0]) {
      options.onBatch({ atMs: clock.nowMs(), signals: {}, scheduleLag: [], grainMs, stallMs: 0 });
    }
    await clock.advance(1000);
    deliver({});
    assert.equal((await report).grain_ms, 0.5);
  });

  it("has no percentiles where nothing was measured", async () => {
    const { interrupt, report } = await scripted();
    interrupt.abort("SIGINT");
    const { rate, latency_ms, schedule_lag_ms } = await report;
    assert.equal(rate, 0);
    assert.deepEqual(latency_ms, { p50: null, p95: null, p99: null, max: null });
    assert.deepEqual(schedule_lag_ms, { p50: null, p99: null, max: null });
  });

  it("that doesn't come up ends when it is interrupted, and is given up", async () => {
    const interrupt = new AbortController();
    const driver: LoadDriver = {
      start: (_loads, { signal }) => untilAborted(new Promise<never>(() => undefined), signal),
    };
    const report = runAlone(load, driver, { seed: 1, clock: new FakeClock(), signal: interrupt.signal });
    interrupt.abort("SIGINT");
    const { requests, rate, latency_ms } = await report;
    assert.deepEqual([requests, rate, latency_ms.max], [0, 0, null]);
  });

  it("ends with what to do where it doesn't end in time", async () => {
    const clock = new FakeClock();
    const interrupt = new AbortController();
    const driver: LoadDriver = { start: async () => ({ stop: () => new Promise<never>(() => undefined) }) };
    const report = runAlone(load, driver, { seed: 1, clock, signal: interrupt.signal });
    const told = assert.rejects(report, { code: "E_LOAD_LATE", exitCode: 3, message: /did not end within 10 s$/ });
    await clock.advance(0);
    interrupt.abort("SIGINT");
    await clock.advance(10_000);
    await told;
  });

  it("ends with the error of a load that breaks while it comes up", async () => {
    const driver: LoadDriver = {
      async start(_loads, { onBroken }) {
        onBroken(new Error("broken"));
        // A turn later an error that nobody waits for would be told.
        await new Promise((resolve) => setImmediate(resolve));
        return { stop: async () => undefined };
      },
    };
    const options = { seed: 1, clock: new FakeClock(), signal: new AbortController().signal };
    await assert.rejects(runAlone(load, driver, options), /broken/);
  });

  it("ends with the error of a load whose thread breaks", async () => {
    const { report, options } = await scripted();
    options.onBroken(new Error("broken"));
    await assert.rejects(report, /broken/);
  });
});
