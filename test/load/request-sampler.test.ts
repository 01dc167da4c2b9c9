import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { OutgoingRequest } from "../../src/load/request-mix.ts";
import { RequestSampler } from "../../src/load/request-sampler.ts";
import { seededRandom } from "../../src/values/random/random.ts";

const START_MS = 5000;

function makeSampler(run = "run-1", seed = 1): RequestSampler {
  return new RequestSampler({ load: "shoppers", run, startMs: START_MS, random: seededRandom(seed) });
}

function request(headers: Readonly<Record<string, string>> = {}): OutgoingRequest {
  return { origin: "http://127.0.0.1:1", path: "/", method: "POST", headers, body: null };
}

/** Sends requests at these times after the beginning, in ms; gives the numbers of those that were sampled, and all as they went out. */
function send(sampler: RequestSampler, timesMs: readonly number[]) {
  const sent = timesMs.map((ms, number) => sampler.sample(request(), number, START_MS + ms, START_MS + ms));
  return { sent, numbers: sent.flatMap(({ headers }, number) => (headers.traceparent === undefined ? [] : [number])) };
}

/** Times of 200 requests a second, in ms. */
const steady = Array.from({ length: 2000 }, (_, n) => n * 5);

test("whatever the rhythm, a second has one sample at most; and one where a request comes late enough in it", () => {
  const times = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 300 }).map((ms) => ms.sort((a, b) => a - b));
  const property = fc.property(times, fc.integer({ min: 0 }), (timesMs, seed) => {
    const seconds = send(makeSampler("run-1", seed), timesMs).numbers.map((n) => Math.floor((timesMs[n] ?? 0) / 1000));
    assert.equal(new Set(seconds).size, seconds.length);
  });
  fc.assert(property, { numRuns: 100 });
  assert.equal(send(makeSampler(), steady).numbers.length, 10);
});

test("which are sampled depends on the seed alone, and on no turn of replicas; their ids are of the run alone", () => {
  const first = send(makeSampler(), steady);
  const again = send(makeSampler("run-2"), steady);
  assert.deepEqual(again.numbers, first.numbers);
  assert.notDeepEqual(send(makeSampler("run-1", 2), steady).numbers, first.numbers);
  assert.ok(new Set(first.numbers.map((n) => n % 2)).size === 2, first.numbers.join());
  const ids = [first, again].flatMap(({ sent }) => sent.flatMap(({ headers }) => headers.traceparent ?? []));
  assert.equal(new Set(ids).size, 20);
  for (const id of ids) assert.match(id, /^00-[\da-f]{32}-[\da-f]{16}-01$/);
});

test("a request with a traceparent of its own stays as it is", () => {
  const own = request({ TraceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00" });
  assert.equal(makeSampler().sample(own, 0, START_MS + 5000, START_MS + 5000), own);
});
