import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { RetrySpec } from "../../src/files/experiment/load-spec.ts";
import { Histogram } from "../../src/judge/measure/histogram.ts";
import { type LoadShare, WHOLE_LOAD } from "../../src/load/load.ts";
import { LoadStream } from "../../src/load/load-stream.ts";
import { drawSeeds } from "../../src/load/stream-seeds.ts";
import { seededRandom } from "../../src/values/random/random.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { countOf, makeLoad, quantileOf } from "./collector.ts";
import { ScriptedConnections, type ScriptedEnd } from "./scripted-connections.ts";

const START_MS = 1000;
/** Added to what is left of a time, so that it has come then. */
const ROUNDING_MS = 1e-6;
const FIVES = { from: 500, to: 599 };
const AT_ONCE: RetrySpec = { count: 3, backoffMs: 0, jitter: 0, on: ["timeout", "connection", FIVES] };

type LoadParts = Parameters<typeof makeLoad>[0] & { readonly retry: RetrySpec };

/** Does what the sender's alarm does. */
function wakeUp(clock: FakeClock, stream: LoadStream, atMs: number): void {
  clock.after(atMs - clock.nowMs() + ROUNDING_MS, () => stream.doWhatIsDue(64));
}

function isStalled(): void {
  // Nobody heeds that something is due.
}

interface StreamParts {
  readonly onDue?: typeof wakeUp;
  readonly share?: LoadShare;
  readonly sampling?: boolean;
}

/** A load of one arrival, unless it is told otherwise, whose attempts end as scripted. */
function makeStream(
  script: readonly ScriptedEnd[],
  parts: LoadParts,
  { onDue = wakeUp, share = WHOLE_LOAD, sampling = false }: StreamParts = {},
) {
  const clock = new FakeClock();
  const connections = new ScriptedConnections(clock, script);
  const scheduleLag = new Histogram();
  const load = makeLoad({ url: "http://127.0.0.1:1", arrivalsForMs: 1, timeoutMs: 300, ...parts });
  const context = {
    clock,
    connections,
    scheduleLag,
    share,
    run: "run-1",
    samples: sampling,
    onDue: (atMs: number) => onDue(clock, stream, atMs),
    onRoom: () => undefined,
  };
  const stream: LoadStream = new LoadStream(load, context, START_MS, drawSeeds(seededRandom(7)));
  return { clock, connections, scheduleLag, stream };
}

/** Sends until nothing is left to do. */
async function runToItsEnd({ clock, stream }: { readonly clock: FakeClock; readonly stream: LoadStream }) {
  for (let dueMs = stream.nextDueMs(); dueMs < Infinity; dueMs = stream.nextDueMs()) {
    await clock.advance(Math.max(0, dueMs - clock.nowMs()) + ROUNDING_MS);
    stream.doWhatIsDue(64);
  }
  return stream.take();
}

async function run(script: readonly ScriptedEnd[], parts: LoadParts, share?: LoadShare) {
  const made = makeStream(script, parts, { ...(share && { share }) });
  return { delta: await runToItsEnd(made), sent: made.connections.sent, scheduleLag: made.scheduleLag };
}

const status = (status: number, afterMs = 10): ScriptedEnd => ({ kind: "status", status, afterMs });
const reset: ScriptedEnd = { kind: "reset", afterMs: 10 };
const hang: ScriptedEnd = { kind: "hang" };

describe("an arrival that is tried again", () => {
  it("is one request, whose latency counts from its scheduled time over all attempts and pauses", async () => {
    const retry = { ...AT_ONCE, backoffMs: 100 };
    const { delta, sent, scheduleLag } = await run([status(503), hang, reset, status(200)], { retry });
    assert.deepEqual(
      sent.map(({ atMs }) => Math.round(atMs - START_MS)),
      [0, 110, 110 + 300 + 200, 110 + 300 + 200 + 10 + 400],
    );
    const { started, retries, ended, failed, errors, statuses, inFlight, latency } = delta;
    assert.deepEqual(
      { started, retries, ended, failed, errors, statuses, inFlight },
      { started: 1, retries: 3, ended: 1, failed: 0, errors: {}, statuses: { 200: 1 }, inFlight: 0 },
    );
    assert.ok(Math.abs(quantileOf(latency, 1) - 1030) < 10);
    assert.equal(scheduleLag.total, 4, "a retry has a time of its own, too");
  });

  it("fails with the last attempt, by its reason", async () => {
    const { delta } = await run([status(503), reset, hang, status(500)], { retry: AT_ONCE });
    assert.deepEqual([delta.ended, delta.failed, delta.errors], [1, 1, { "status 500": 1 }]);
    const hanging = await run([], { retry: AT_ONCE });
    assert.deepEqual([hanging.delta.failed, hanging.delta.errors], [1, { timeout: 1 }]);
    assert.ok(Math.abs(quantileOf(hanging.delta.latency, 1) - 1200) < 10);
  });

  it("sends the same request again", async () => {
    const headers = { traceparent: "00-{{uuid}}-01", "x-n": "{{counter}}" };
    const requests = [{ method: "POST", urls: ["http://127.0.0.1:1/{{id}}"], headers, body: "{{id}}", weight: 1 }];
    const { sent } = await run([reset, reset], { requests, retry: AT_ONCE });
    assert.equal(sent.length, 4);
    for (const { atMs: _, ...request } of sent) {
      const { atMs: __, ...first } = sent[0] ?? assert.fail();
      assert.deepEqual(request, first);
    }
  });

  it("is one sample, with one traceparent for all its attempts, which ends with the last; each arrival has another", async () => {
    const pacing = { kind: "constant", ratePerS: 20 } as const;
    const made = makeStream(
      Array(200).fill(reset),
      { pacing, arrivalsForMs: 1000, retry: AT_ONCE },
      { sampling: true },
    );
    await runToItsEnd(made);
    const marked = made.connections.sent.map(({ traceparent }) => traceparent);
    const [sample, ...others] = made.stream.takeSampled();
    assert.ok(sample);
    assert.deepEqual(others, []);
    const own = `00-${sample.traceId}-${sample.spanId}-01`;
    assert.deepEqual(
      marked.filter((traceparent) => traceparent === own),
      Array(4).fill(own),
    );
    assert.equal(new Set(marked).size, marked.length / 4);
    assert.deepEqual([sample.load, sample.method, sample.status], ["load", "GET", 0]);
    assert.ok(sample.failure);
    assert.equal(Math.round(sample.endedMs - sample.sentMs), 40);
    assert.ok(sample.sentMs >= sample.scheduledMs);
    assert.deepEqual(made.stream.takeSampled(), []);
  });

  it("is tried again after what the load says, and after nothing else", async () => {
    const cases = [
      ["timeout", hang],
      ["connection", reset],
      [FIVES, status(503)],
      [{ from: 429, to: 429 }, status(429)],
    ] as const;
    for (const [cause] of cases) {
      for (const [ofEnd, end] of cases) {
        const { sent } = await run([end, status(200)], { retry: { ...AT_ONCE, on: [cause] } });
        assert.equal(sent.length, cause === ofEnd ? 2 : 1, `${JSON.stringify(cause)} and ${JSON.stringify(end)}`);
      }
    }
  });

  it("is no failure after a last status that is tried again, but isn't one that fails", async () => {
    const { delta, sent } = await run(Array(4).fill(status(429)), {
      retry: { ...AT_ONCE, on: [{ from: 429, to: 429 }] },
    });
    assert.deepEqual([sent.length, delta.failed, delta.statuses], [4, 0, { 429: 1 }]);
  });

  it("is in flight while it pauses, with its age, and nothing is sent when nobody asks any more", async () => {
    const retry = { ...AT_ONCE, backoffMs: 500 };
    const { clock, connections, stream } = makeStream([status(503)], { retry });
    await clock.advance(START_MS);
    stream.doWhatIsDue(64);
    await clock.advance(110);
    const { started, ended, retries, inFlight, ages } = stream.take();
    assert.deepEqual(
      { started, ended, retries, inFlight, ages: countOf(ages) },
      { started: 1, ended: 0, retries: 0, inFlight: 1, ages: 1 },
    );
    assert.ok(Math.abs(quantileOf(ages, 1) - 110) < 2);
    assert.equal(stream.nextDueMs(), START_MS + 510);
    assert.equal(connections.sent.length, 1);
  });

  it("pauses for as long whoever sends it", async () => {
    const requests = [{ method: "GET", urls: ["http://127.0.0.1:1/{{counter}}"], headers: {}, weight: 1 }];
    const pacing = { kind: "constant", ratePerS: 100 } as const;
    const parts = { requests, pacing, arrivalsForMs: 60, retry: { ...AT_ONCE, backoffMs: 50, jitter: 1 } };
    const sentBy = async (index: number, of: number) => {
      const { sent } = await run(Array(24).fill(reset), parts, { index, of });
      return sent.map(({ path, atMs }) => `${path} at ${atMs.toFixed(1)}`);
    };
    const alone = await sentBy(0, 1);
    assert.equal(alone.length, 24);
    const shared = await Promise.all([0, 1, 2].map((index) => sentBy(index, 3)));
    assert.deepEqual(shared.flat().toSorted(), alone.toSorted());
  });

  it("keeps its place while it pauses, and needs no other for its retry", async () => {
    const pacing = { kind: "constant", ratePerS: 100 } as const;
    const parts = { pacing, arrivalsForMs: 30, maxInFlight: 2, retry: { ...AT_ONCE, backoffMs: 50 } };
    const { delta, sent } = await run([reset, reset, status(200), status(200)], parts);
    assert.deepEqual([delta.started, delta.ended, delta.errors], [3, 3, { overflow: 1 }]);
    assert.equal(sent.length, 4);
  });

  it("fails when its retry comes up later than its timeout, without sending it", async () => {
    const { clock, connections, scheduleLag, stream } = makeStream(
      [status(503)],
      { retry: AT_ONCE },
      { onDue: isStalled },
    );
    await clock.advance(START_MS);
    stream.doWhatIsDue(64);
    await clock.advance(10 + 300);
    stream.doWhatIsDue(64);
    const { ended, failed, errors } = stream.take();
    assert.deepEqual({ ended, failed, errors }, { ended: 1, failed: 1, errors: { late: 1 } });
    assert.equal(connections.sent.length, 1);
    assert.equal(scheduleLag.total, 2);
  });
});

const end: fc.Arbitrary<ScriptedEnd> = fc.oneof(
  fc.record({
    kind: fc.constant("status" as const),
    status: fc.constantFrom(200, 404, 429, 500, 503),
    afterMs: fc.integer({ min: 0, max: 299 }),
  }),
  fc.record({ kind: fc.constant("reset" as const), afterMs: fc.integer({ min: 0, max: 299 }) }),
  fc.constant(hang),
);
const retrySpec: fc.Arbitrary<RetrySpec> = fc.record({
  count: fc.integer({ min: 1, max: 5 }),
  backoffMs: fc.integer({ min: 0, max: 200 }),
  jitter: fc.constantFrom(0, 0.5, 1),
  on: fc.subarray(["timeout", "connection", FIVES, { from: 429, to: 429 }] as const, { minLength: 1 }),
});

/** Time that an attempt takes, with a timeout of 300 ms. */
const lengthMs = (end: ScriptedEnd): number => (end.kind === "hang" ? 300 : end.afterMs);

describe("whatever becomes of its attempts, an arrival", () => {
  it("has no more than are allowed, none before its pause is over, at times that the seed repeats", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(end, { minLength: 6, maxLength: 6 }), retrySpec, async (script, retry) => {
        const { delta, sent } = await run(script, { retry });
        assert.ok(sent.length <= 1 + retry.count);
        assert.deepEqual([delta.started, delta.ended, delta.retries], [1, 1, sent.length - 1]);
        for (const [n, { atMs }] of sent.slice(1).entries()) {
          const pausedMs = atMs - (sent[n]?.atMs ?? 0) - lengthMs(script[n] ?? hang);
          const longestMs = retry.backoffMs * 2 ** n;
          assert.ok(pausedMs >= longestMs * (1 - retry.jitter) - 1e-5 && pausedMs <= longestMs + 1e-5);
        }
        assert.deepEqual((await run(script, { retry })).sent, sent);
      }),
      { numRuns: 60 },
    );
  });
});
