import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ScheduledResults } from "../../../src/load/generators/scheduled-results.ts";
import { parseVegetaResult } from "../../../src/load/generators/vegeta-result.ts";

test("what is sent evenly is due at its times, ends once, and is late by what it was late, in any order", () => {
  const order = fc.shuffledSubarray(Array.from({ length: 20 }, (_, number) => number));
  fc.assert(
    fc.property(order, fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 20, maxLength: 20 }), (ended, lags) => {
      const results = new ScheduledResults(100, 990, 20);
      let due = results.came(0, 1000).newlyDue;
      for (const number of ended.filter((one) => one > 0)) {
        const lagMs = lags[number] ?? 0;
        const came = results.came(number, 1000 + number * 100 + lagMs);
        assert.equal(came.lagMs, lagMs);
        due += came.newlyDue;
      }
      due += results.takeDue(1e9);
      assert.equal(due, 20);
      assert.equal(results.takeDue(1e9), 0);
      const left = Array.from({ length: 20 }, (_, number) => number).filter((one) => one > 0 && !ended.includes(one));
      assert.deepEqual(
        results.inFlightSinceMs(),
        left.map((number) => 1000 + number * 100),
      );
    }),
  );
});

test("a line of vegeta's is read to the microsecond, and an error of Go's is told by a word, never as it is", () => {
  const line = (more: object) =>
    parseVegetaResult(
      JSON.stringify({
        seq: 3,
        code: 200,
        timestamp: "2026-11-28T22:09:16.0461957+01:00",
        latency: 6081205,
        error: "",
        ...more,
      }),
    );
  const { sentMs, ...rest } = line({});
  assert.deepEqual(rest, { number: 3, latencyMs: 6.081205, status: 200, failure: undefined });
  assert.ok(Math.abs(sentMs - Date.UTC(2026, 10, 28, 21, 9, 16) - 46.1957) < 0.001);
  assert.equal(line({ code: 503, error: "503 Service Unavailable" }).failure, undefined);
  for (const [error, failure] of [
    ['Get "http://a/?key=s3cret": dial tcp 127.0.0.1:1: connect: connection refused', "ECONNREFUSED"],
    ['Get "http://a/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)', "timeout"],
    ['Get "http://a/": EOF', "closed by peer"],
    ['Get "http://s3cret/": something else', "no answer"],
  ]) {
    assert.equal(line({ code: 0, error }).failure, failure);
  }
  for (const wrong of ["{", "{}", '{"seq":-1}']) assert.throws(() => parseVegetaResult(wrong));
});
