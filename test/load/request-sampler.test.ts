import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { OutgoingRequest } from "../../src/load/request-mix.ts";
import { RequestSampler } from "../../src/load/request-sampler.ts";
import { Traceparents } from "../../src/load/traceparents.ts";
import { seededRandom } from "../../src/values/random/random.ts";

const START_MS = 5000;
const traceparents = new Traceparents("run-1", 1);

const makeSampler = (seed = 1) =>
  new RequestSampler({ load: "shoppers", startMs: START_MS, random: seededRandom(seed) });

function request(headers: Readonly<Record<string, string>> = {}): OutgoingRequest {
  return { origin: "http://127.0.0.1:1", path: "/", method: "POST", headers, body: null };
}

/** Sends requests at these times after the beginning, in ms, and ends them; gives the numbers of those that were sampled. */
function sampled(sampler: RequestSampler, timesMs: readonly number[]): number[] {
  const sent = timesMs.map((ms, number) => {
    const traceparent = traceparents.of(number);
    sampler.sent(request(), traceparent, START_MS + ms, START_MS + ms);
    return traceparent;
  });
  for (const traceparent of sent) sampler.ended(traceparent, START_MS, 200, undefined);
  const ids = sampler.take().map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`);
  return sent.flatMap((traceparent, number) => (ids.includes(`${traceparent}`) ? [number] : []));
}

/** Times of 200 requests a second, in ms. */
const steady = Array.from({ length: 2000 }, (_, n) => n * 5);

test("whatever the rhythm, a second has one sample at most; and one where a request comes late enough in it", () => {
  const times = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 300 }).map((ms) => ms.sort((a, b) => a - b));
  const property = fc.property(times, fc.integer({ min: 0 }), (timesMs, seed) => {
    const seconds = sampled(makeSampler(seed), timesMs).map((n) => Math.floor((timesMs[n] ?? 0) / 1000));
    assert.equal(new Set(seconds).size, seconds.length);
  });
  fc.assert(property, { numRuns: 100 });
  assert.equal(sampled(makeSampler(), steady).length, 10);
});

test("which are sampled depends on the seed alone, and on no turn of replicas", () => {
  const first = sampled(makeSampler(), steady);
  assert.deepEqual(sampled(makeSampler(), steady), first);
  assert.notDeepEqual(sampled(makeSampler(2), steady), first);
  assert.ok(new Set(first.map((n) => n % 2)).size === 2, first.join());
});

test("a request with a traceparent of its own is none of them", () => {
  const own = request({ TraceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00" });
  const sampler = makeSampler();
  const traceparent = traceparents.of(0);
  sampler.sent(own, traceparent, START_MS + 5000, START_MS + 5000);
  sampler.ended(traceparent, START_MS + 5001, 200, undefined);
  assert.deepEqual(sampler.take(), []);
});
