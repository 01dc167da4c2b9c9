import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Histogram } from "../../src/judge/measure/histogram.ts";
import { Connections } from "../../src/load/connections.ts";
import { WHOLE_LOAD } from "../../src/load/load.ts";
import { LoadStream } from "../../src/load/load-stream.ts";
import { drawSeeds } from "../../src/load/stream-seeds.ts";
import { seededRandom } from "../../src/values/random/random.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { makeLoad } from "./collector.ts";

function makeStream(parts: Parameters<typeof makeLoad>[0]) {
  const clock = new FakeClock();
  const connections = new Connections();
  const onDue = () => undefined;
  const context = { clock, connections, scheduleLag: new Histogram(), share: WHOLE_LOAD, onDue };
  const load = makeLoad({ url: "http://127.0.0.1:1", ...parts });
  return { clock, context, stream: new LoadStream(load, context, 1000, drawSeeds(seededRandom(1))) };
}

describe("a load on its way", () => {
  it("is due at its next arrival, and never again after its last", async () => {
    const { clock, stream } = makeStream({
      pacing: { kind: "constant", ratePerS: 10 },
      arrivalsForMs: 200,
      maxInFlight: 0,
    });
    assert.equal(stream.nextDueMs(), 1000);
    await clock.advance(1000);
    stream.doWhatIsDue(64);
    assert.equal(stream.nextDueMs(), 1100);
    await clock.advance(100);
    stream.doWhatIsDue(64);
    assert.equal(stream.nextDueMs(), Infinity);
    assert.equal(stream.take().started, 2);
  });

  it("fails arrivals that it comes to later than their timeout, without sending them", async () => {
    const { clock, context, stream } = makeStream({ timeoutMs: 500, arrivalsForMs: 200 });
    await clock.advance(1000 + 200 + 500);
    stream.doWhatIsDue(1000);
    const { started, ended, failed, errors, latency } = stream.take();
    assert.deepEqual(
      { started, ended, failed, errors, latency },
      { started: 100, ended: 100, failed: 100, errors: { late: 100 }, latency: [] },
    );
    assert.equal(context.scheduleLag.total, 100, "nobody was later than those");
  });

  it("does no more at once than it is allowed, and stays due", async () => {
    const { clock, stream } = makeStream({ maxInFlight: 0 });
    await clock.advance(1100);
    stream.doWhatIsDue(10);
    assert.equal(stream.take().started, 10);
    assert.ok(stream.nextDueMs() <= clock.nowMs());
  });
});
