import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Histogram } from "../../src/judge/measure/histogram.ts";
import { WHOLE_LOAD } from "../../src/load/load.ts";
import { LoadStream } from "../../src/load/load-stream.ts";
import { drawSeeds } from "../../src/load/stream-seeds.ts";
import { seededRandom } from "../../src/values/random/random.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { makeLoad } from "./collector.ts";
import { ScriptedConnections, type ScriptedEnd } from "./scripted-connections.ts";

/** A load whose requests end as scripted, from 1000 ms on. `rooms` has the times at which it was told that there is room. */
function makeStream(parts: Parameters<typeof makeLoad>[0], script: readonly ScriptedEnd[] = []) {
  const clock = new FakeClock();
  const connections = new ScriptedConnections(clock, script);
  const rooms: number[] = [];
  const onRoom = () => rooms.push(clock.nowMs());
  const context = {
    clock,
    connections,
    scheduleLag: new Histogram(),
    share: WHOLE_LOAD,
    run: "run-1",
    onDue: () => undefined,
    onRoom,
  };
  const load = makeLoad({ url: "http://127.0.0.1:1", ...parts });
  return {
    clock,
    connections,
    context,
    rooms,
    stream: new LoadStream(load, context, 1000, drawSeeds(seededRandom(1))),
  };
}

describe("a load on its way", () => {
  it("is due at its next arrival, and after its last only when a request has taken too long", async () => {
    const { clock, stream } = makeStream({
      pacing: { kind: "constant", ratePerS: 10 },
      arrivalsForMs: 200,
      timeoutMs: 500,
    });
    assert.equal(stream.nextDueMs(), 1000);
    await clock.advance(1000);
    stream.doWhatIsDue(64);
    assert.equal(stream.nextDueMs(), 1100);
    await clock.advance(100);
    stream.doWhatIsDue(64);
    assert.equal(stream.nextDueMs(), 1500);
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
    const { clock, stream } = makeStream({});
    await clock.advance(1100);
    stream.doWhatIsDue(10);
    assert.equal(stream.take().started, 10);
    assert.ok(stream.nextDueMs() <= clock.nowMs());
  });

  it("has arrivals without room wait for a millisecond: one that gets some is sent, and the others are refused", async () => {
    const pacing = { kind: "constant", ratePerS: 4000 } as const;
    const script = [{ kind: "status", status: 200, afterMs: 2.1 }] as const;
    const { clock, connections, context, rooms, stream } = makeStream({ pacing, maxInFlight: 1 }, script);
    await clock.advance(1000);
    stream.doWhatIsDue(64);
    assert.equal(stream.nextDueMs(), 1002.25, "the first is refused then, if nothing ends before");
    await clock.advance(2.1);
    assert.deepEqual(rooms, [1002.1]);
    assert.equal(stream.nextDueMs(), 1001.25, "those from before 1001.1 ms were refused");
    stream.doWhatIsDue(64);
    assert.deepEqual(
      connections.sent.map(({ atMs }) => atMs),
      [1000, 1002.1],
    );
    await clock.advance(0.9);
    stream.doWhatIsDue(64);
    const { started, ended, errors, inFlight } = stream.take();
    assert.deepEqual(
      { started, ended, errors, inFlight },
      { started: 9, ended: 8, errors: { overflow: 7 }, inFlight: 1 },
    );
    assert.equal(context.scheduleLag.quantileMs(1)?.toFixed(2), "1.00");
  });

  it("is late by as much as it comes later to those that it refuses than it had to", async () => {
    const pacing = { kind: "constant", ratePerS: 4000 } as const;
    const { clock, context, stream } = makeStream({ pacing, maxInFlight: 1, arrivalsForMs: 1000 });
    await clock.advance(1000);
    stream.doWhatIsDue(64);
    await clock.advance(2.25 + 400);
    stream.doWhatIsDue(64);
    assert.equal(stream.take().errors.overflow, 1605);
    const lagMs = context.scheduleLag.quantileMs(1) ?? 0;
    assert.ok(Math.abs(lagMs - 401) < 401 * 0.004, `${lagMs} ms`);
  });
});
