import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { SessionsSpec } from "../../../src/files/experiment/load-spec.ts";
import { Histogram } from "../../../src/judge/measure/histogram.ts";
import { type LoadShare, WHOLE_LOAD } from "../../../src/load/load.ts";
import { SessionStream } from "../../../src/load/sessions/session-stream.ts";
import { drawSeeds } from "../../../src/load/stream-seeds.ts";
import { seededRandom } from "../../../src/values/random/random.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { makeLoad, quantileOf } from "../collector.ts";
import { ScriptedLines } from "./scripted-lines.ts";

const SPEC: SessionsSpec = {
  count: 1,
  everyMs: 100,
  sentAt: "/at",
  handshakeMs: 2000,
  silenceMs: 3000,
  reconnect: { backoffMs: 100, factor: 3, longestMs: 500, jitter: 0 },
};

/** A load that nobody wakes but `until`. */
function makeStream(parts: Partial<SessionsSpec> = {}, share: LoadShare = WHOLE_LOAD) {
  const clock = new FakeClock();
  const lines = new ScriptedLines(clock);
  const context = {
    clock,
    lines,
    scheduleLag: new Histogram(),
    share,
    run: "run-1",
    onDue: () => undefined,
    onRoom: () => undefined,
  };
  const spec = { ...SPEC, ...parts };
  const load = makeLoad({ url: "http://127.0.0.1:1", pacing: { kind: "constant", ratePerS: 100 }, timeoutMs: 1000 });
  const stream = new SessionStream(load, spec, context, 0, drawSeeds(seededRandom(7)));
  const until = async (ms: number) => {
    for (let dueMs = stream.nextDueMs(); dueMs <= ms; dueMs = stream.nextDueMs()) {
      await clock.advance(Math.max(0, dueMs - clock.nowMs()));
      stream.doWhatIsDue(64);
    }
    await clock.advance(ms - clock.nowMs());
  };
  const message = (sentMs: number) => JSON.stringify({ at: clock.wallMs() - clock.nowMs() + sentMs });
  return { clock, stream, until, message, dialled: lines.dialled };
}

describe("a session", () => {
  test("is opened again after pauses that grow up to the longest, and begin anew once a message has come", async () => {
    const { clock, stream, until, message, dialled } = makeStream();
    await until(0);
    for (const [n, pauseMs] of [100, 300, 500, 500].entries()) {
      const endedMs = clock.nowMs();
      dialled[n]?.onEnd("ECONNREFUSED");
      await until(endedMs + pauseMs);
      assert.equal(dialled[n + 1]?.atMs, endedMs + pauseMs);
    }
    const ids = dialled.map(({ traceparent }) => traceparent);
    assert.deepEqual([new Set(ids).size, new Set(ids.map((id) => id.slice(0, 35))).size], [5, 1], "of one trace");
    dialled.at(-1)?.onOpen();
    await until(1500);
    dialled.at(-1)?.onEnd("closed with 1006");
    await until(2000);
    assert.equal(dialled.at(-1)?.atMs, 2000, "being open alone is no reason to be quick");
    dialled.at(-1)?.onOpen();
    dialled.at(-1)?.onMessage(message(2000));
    dialled.at(-1)?.onEnd("closed with 1006");
    await until(2100);
    assert.equal(dialled.at(-1)?.atMs, 2100);
    assert.equal(stream.take().attempts, 7);
  });

  test("whose handshake takes too long is given up, and so is one in which nothing comes", async () => {
    const { until, message, dialled } = makeStream();
    await until(2050);
    assert.equal(dialled[0]?.isDropped, true);
    await until(2100);
    dialled[1]?.onOpen();
    await until(3000);
    dialled[1]?.onMessage(message(2990));
    await until(5999);
    assert.equal(dialled[1]?.isDropped, false);
    await until(6001);
    assert.equal(dialled[1]?.isDropped, true);
  });

  test("that isn't open is due its messages all the same; they fail by the reason that it isn't", async () => {
    const { until, message, dialled, stream } = makeStream();
    await until(0);
    dialled[0]?.onOpen();
    await until(100);
    dialled[0]?.onMessage(message(100));
    dialled[0]?.onEnd("closed with 1006");
    await until(650);
    const { started, ended, failed, inFlight, ages } = stream.take();
    assert.deepEqual({ started, ended, failed, inFlight }, { started: 6, ended: 1, failed: 0, inFlight: 5 });
    assert.ok(Math.abs(quantileOf(ages, 1) - 450) < 5);
    dialled[1]?.onOpen();
    dialled[1]?.onMessage(message(600));
    const { errors, latency } = stream.take();
    assert.deepEqual(errors, { "closed with 1006": 4 });
    assert.ok(Math.abs(quantileOf(latency, 0) - 50) < 1);
  });

  test("isn't measured by messages that say no time", async () => {
    const { until, dialled, stream } = makeStream();
    await until(0);
    dialled[0]?.onOpen();
    for (const text of ["hello", "{}", '{"at":"12"}', "[1]"]) dialled[0]?.onMessage(text);
    await until(50);
    assert.equal(stream.take().ended, 0);
  });
});

test("senders that share a load open each session once, as many as there are to be", async () => {
  const opened = await Promise.all(
    [0, 1, 2].map(async (index) => {
      const { until, dialled } = makeStream({ count: 10, handshakeMs: 60_000 }, { index, of: 3 });
      await until(1000);
      return dialled.map(({ atMs }) => Math.round(atMs));
    }),
  );
  assert.deepEqual(
    opened.flat().toSorted((a, b) => a - b),
    [0, 10, 20, 30, 40, 50, 60, 70, 80, 90],
  );
});
