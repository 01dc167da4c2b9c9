import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge } from "../../../../src/judge/criteria/evaluate.ts";
import type { CriterionRole } from "../../../../src/judge/history/event.ts";
import type { SignalReading } from "../../../../src/judge/measure/window.ts";
import { criterionOf, readingOf } from "../make.ts";

function judged(text: string, signal: Partial<SignalReading>, role: CriterionRole = "expect") {
  return judge(criterionOf(text), { signal: readingOf(signal) }, role);
}

describe("a rate", () => {
  test("is what ended a second", () => {
    assert.deepEqual(judged("shoppers.rate >= 190/s", { ended: 1950, spanMs: 10_000 }), {
      holds: "true",
      measured: 195,
      samples: 1950,
    });
  });

  test("of nothing over the whole window is a real 0", () => {
    assert.equal(judged("shoppers.rate > 1/s over 5s", { ended: 0, spanMs: 5000 }).holds, "false");
    assert.equal(judged("shoppers.rate < 1/s over 5s", { ended: 0, spanMs: 5000 }, "abort").holds, "true");
  });

  test("isn't known before its window is covered", () => {
    const { holds, why } = judged("shoppers.rate < 1/s over 5s", { ended: 0, spanMs: 1200 }, "abort");
    assert.deepEqual({ holds, why }, { holds: "unknown", why: "needs 5 s to have a rate, got 1.2 s" });
  });

  test("is known though the latest tick ended a little before now", () => {
    assert.equal(judged("shoppers.rate > 1/s over 5s", { ended: 950, spanMs: 4950 }).holds, "true");
  });

  test("of a phase isn't known in its first second", () => {
    assert.equal(judged("shoppers.rate < 1/s", { spanMs: 50 }, "abort").holds, "unknown");
    assert.equal(judged("shoppers.rate < 1/s", { spanMs: 1000 }, "abort").holds, "true");
  });
});

test("attempts are the connections that were tried a second; none at all is a real 0", () => {
  const { measured, holds } = judged("traders.attempts < 50/s", { attempts: 600, ended: 9, spanMs: 10_000 });
  assert.deepEqual({ measured, holds }, { measured: 60, holds: "false" });
  assert.equal(judged("traders.attempts < 1/s over 5s", { spanMs: 5000 }).measured, 0);
  assert.equal(judged("traders.attempts < 1/s over 5s", { spanMs: 1000 }).holds, "unknown");
});

describe("in flight", () => {
  const afterPeak = { inFlight: 3, inFlightMax: 700 };

  test("is the peak for what must hold all along", () => {
    assert.equal(judged("shoppers.in_flight < 500", afterPeak, "expect").measured, 700);
    assert.equal(judged("shoppers.in_flight < 500", afterPeak, "steady-state").holds, "false");
  });

  test("is how many there are now for an abort", () => {
    assert.equal(judged("shoppers.in_flight > 500", afterPeak, "abort").holds, "false");
  });

  test("of a signal that wasn't heard of isn't known", () => {
    assert.equal(judged("shoppers.in_flight < 500", { spanMs: 0 }).holds, "unknown");
  });
});

describe("amplification of a load", () => {
  const criterion = criterionOf("shoppers.amplification < 1.5");

  test("is attempts per request", () => {
    const judgement = judge(criterion, { signal: readingOf({ started: 100, retries: 300 }) }, "expect");
    assert.deepEqual(judgement, { holds: "false", measured: 4, samples: 100 });
    assert.equal(judge(criterion, { signal: readingOf({ started: 100 }) }, "expect").measured, 1);
  });

  test("isn't known of few requests", () => {
    assert.deepEqual(judge(criterion, { signal: readingOf({ started: 19, retries: 57 }) }, "expect"), {
      holds: "unknown",
      samples: 19,
      why: "needs 20 requests, got 19",
    });
  });
});

describe("amplification", () => {
  const criterion = criterionOf("(checkout -> pricing).amplification < 1.5");
  const signal = readingOf({ started: 400 });

  test("is calls per request that came in to the caller", () => {
    assert.deepEqual(judge(criterion, { signal, incoming: 100 }, "expect"), {
      holds: "false",
      measured: 4,
      samples: 100,
    });
  });

  test("isn't known when few or none came in", () => {
    for (const incoming of [0, 1, 19]) {
      assert.deepEqual(judge(criterion, { signal, incoming }, "expect"), {
        holds: "unknown",
        samples: incoming,
        why: `needs 20 requests to the caller, got ${incoming}`,
      });
    }
    assert.equal(judge(criterion, { signal }, "expect").holds, "unknown");
    assert.equal(judge(criterion, { signal, incoming: 20 }, "expect").holds, "false");
  });
});
