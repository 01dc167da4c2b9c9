import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { SignalDelta, SignalTotals } from "../../../src/judge/measure/signal.ts";
import {
  deltaOf,
  emptyDelta,
  joinDeltas,
  mergeDeltas,
  mergeTotals,
  SourceRestartedError,
} from "../../../src/judge/measure/totals.ts";
import { delta, sparseOf } from "./arbitraries.ts";

/** Totals of a source that counts, after each of these deltas. */
function totalsAfter(deltas: readonly SignalDelta[]): SignalTotals[] {
  return deltas.map((latest, at) => ({
    ...mergeTotals(deltas.slice(0, at + 1)),
    inFlight: latest.inFlight,
    ages: latest.ages,
  }));
}

describe("deltas of totals", () => {
  test("give back what happened between two readings", () => {
    fc.assert(
      fc.property(fc.array(delta, { maxLength: 8 }), (deltas) => {
        const totals = totalsAfter(deltas);
        assert.deepEqual(
          totals.map((now, at) => deltaOf(totals[at - 1], now)),
          deltas,
        );
      }),
    );
  });

  test("between two equal readings nothing happened, though as much is in flight", () => {
    const totals: SignalTotals = { ...emptyDelta, started: 3, ended: 2, inFlight: 1, ages: sparseOf([40]) };
    assert.deepEqual(deltaOf(totals, totals), { ...emptyDelta, inFlight: 1, ages: sparseOf([40]) });
  });

  test("say of how many connections since the beginning calls can't be seen, however they are put together", () => {
    const [one, three] = [1, 3].map((opaque) => ({ ...emptyDelta, opaque })) as [SignalTotals, SignalTotals];
    assert.equal(deltaOf(one, three).opaque, 3);
    assert.equal(joinDeltas(one, three).opaque, 3);
    assert.equal(mergeTotals([one, three]).opaque, 4);
    assert.equal("opaque" in deltaOf(emptyDelta, emptyDelta), false);
  });

  test("have the handshakes that ended meanwhile, and the connections that were told, of edges that have any", () => {
    const before = { total: 3, failed: 1, latency: sparseOf([4, 5]) };
    const after = { total: 5, failed: 1, latency: sparseOf([4, 5, 6, 7]) };
    const first = { ...emptyDelta, handshakes: before, protocols: { tls: 3 } };
    const second = { ...emptyDelta, handshakes: after, protocols: { tls: 5, "http/1": 1 } };
    const { handshakes, protocols } = deltaOf(first, second);
    assert.deepEqual(handshakes, { total: 2, failed: 0, latency: sparseOf([6, 7]) });
    assert.deepEqual(protocols, { tls: 2, "http/1": 1 });
    assert.deepEqual(joinDeltas(first, deltaOf(first, second)), second);
    assert.deepEqual(mergeTotals([first, emptyDelta]), first);
    assert.deepEqual(deltaOf(undefined, first), first);
    const none = { ...emptyDelta, handshakes: { total: 0, failed: 0, latency: [] }, protocols: {} };
    assert.deepEqual(deltaOf(none, none), emptyDelta);
    assert.deepEqual(deltaOf(emptyDelta, none), emptyDelta);
    assert.deepEqual(deltaOf(none, first).handshakes, before);
    assert.throws(() => deltaOf(second, first), SourceRestartedError);
  });

  test("say what was sent again where anything can be, however they are put together", () => {
    const [one, three] = [1, 3].map((retries) => ({ ...emptyDelta, retries })) as [SignalTotals, SignalTotals];
    assert.equal(deltaOf(one, three).retries, 2);
    assert.equal(joinDeltas(one, three).retries, 4);
    assert.equal(mergeTotals([emptyDelta, three]).retries, 3);
    assert.equal("retries" in mergeTotals([emptyDelta, emptyDelta]), false);
  });

  const before: SignalTotals = {
    started: 10,
    ended: 9,
    failed: 2,
    errors: { timeout: 2 },
    statuses: { 200: 7 },
    latency: sparseOf([1, 2, 3]),
    inFlight: 1,
    ages: [],
  };
  for (const [what, part] of [
    ["started", { started: 9 }],
    ["ended", { ended: 1 }],
    ["failed", { failed: 0 }],
    ['the count of "timeout"', { errors: {} }],
    ['the count of "200"', { statuses: { 200: 6 } }],
    ["a count of latencies", { latency: sparseOf([1, 2]) }],
  ] as const) {
    test(`that go backwards in ${what} say that the source restarted, and which`, () => {
      assert.throws(
        () => deltaOf(before, { ...before, ...part }, "checkout -> pricing"),
        (error) => {
          assert.ok(error instanceof SourceRestartedError);
          assert.equal(error.code, "E_SOURCE_RESTARTED");
          assert.ok(error.message.includes("checkout -> pricing restarted") && error.message.includes(what));
          return true;
        },
      );
    });
  }

  test("in flight may go down, as requests end", () => {
    assert.equal(deltaOf(before, { ...before, inFlight: 0 }).inFlight, 0);
  });
});

describe("joining", () => {
  test("sums what happened one after the other, and keeps what was in flight at the end", () => {
    fc.assert(
      fc.property(delta, delta, (first, second) => {
        const { inFlight, ages } = second;
        assert.deepEqual(joinDeltas(first, second), { ...mergeDeltas([first, second]), inFlight, ages });
      }),
    );
  });

  test("gives the same delta as reading the totals half as often", () => {
    fc.assert(
      fc.property(delta, delta, delta, (before, first, second) => {
        const [then, , now] = totalsAfter([before, first, second]);
        assert.ok(now);
        assert.deepEqual(joinDeltas(first, second), deltaOf(then, now));
      }),
    );
  });
});

describe("merging", () => {
  test("sums everything, errors by their reason, answers by their status", () => {
    const one: SignalDelta = {
      started: 3,
      ended: 2,
      failed: 1,
      errors: { timeout: 1 },
      statuses: { 200: 1 },
      latency: sparseOf([10]),
      inFlight: 1,
      ages: sparseOf([50]),
    };
    const other: SignalDelta = {
      ...one,
      failed: 2,
      errors: { timeout: 1, ECONNRESET: 1 },
      statuses: { 200: 1, 404: 1 },
      latency: sparseOf([20]),
    };
    assert.deepEqual(mergeDeltas([one, other]), {
      started: 6,
      ended: 4,
      failed: 3,
      errors: { timeout: 2, ECONNRESET: 1 },
      statuses: { 200: 2, 404: 1 },
      latency: sparseOf([10, 20]),
      inFlight: 2,
      ages: sparseOf([50, 50]),
    });
  });

  test("takes counts of older versions, which had no statuses", () => {
    const { statuses: _, ...older } = { ...emptyDelta, started: 2 };
    assert.deepEqual(mergeDeltas([older, { ...emptyDelta, statuses: { 200: 1 } }]).statuses, { 200: 1 });
    assert.deepEqual(deltaOf(older, { ...older, started: 3 }).statuses, {});
  });

  test("of nothing is nothing", () => {
    assert.deepEqual(mergeDeltas([]), emptyDelta);
  });

  test("doesn't depend on the order", () => {
    fc.assert(
      fc.property(fc.array(delta), (deltas) => {
        assert.deepEqual(mergeDeltas(deltas), mergeDeltas(deltas.toReversed()));
      }),
    );
  });
});
