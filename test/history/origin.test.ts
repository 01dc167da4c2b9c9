import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findOrigin } from "../../src/history/origin.ts";
import type { Degradation } from "../../src/history/result.ts";
import { edgeOf, slowStats, statsOf } from "./make.ts";

const edges = [
  "gateway -> checkout",
  "checkout -> pricing",
  "checkout -> inventory",
  "order -> checkout",
  "notification -> order",
].map(edgeOf);

function originOf(onsetsMs: Readonly<Record<string, number>>) {
  const degradations: Degradation[] = Object.entries(onsetsMs).map(([signal, afterMs]) => ({
    signal,
    afterMs,
    evidence: "",
  }));
  const signals = Object.fromEntries(
    Object.keys(onsetsMs).map((name) => [name, { baseline: statsOf(), fault: slowStats }]),
  );
  return findOrigin(degradations, edges, signals);
}

describe("the origin of a degradation", () => {
  test("is the edge whose callee calls nothing slow, though its callers degraded in the same tick", () => {
    const origin = originOf({
      shoppers: 100,
      "notification -> order": 100,
      "gateway -> checkout": 100,
      "order -> checkout": 100,
      "checkout -> pricing": 100,
    });
    assert.equal(origin?.edge, "checkout -> pricing");
    assert.match(origin.evidence[0] ?? "", /p50 38 ms -> 380 ms, p95 60 ms -> 600 ms, errors 0 %/);
    assert.ok(origin.evidence.includes("pricing calls nothing itself"));
  });

  test("is that edge even when a caller was seen to degrade before it", () => {
    assert.equal(originOf({ "gateway -> checkout": 50, "checkout -> pricing": 300 })?.edge, "checkout -> pricing");
  });

  test("of a service that is slow itself is the first edge into it", () => {
    const origin = originOf({ "gateway -> checkout": 200, "order -> checkout": 100, "notification -> order": 150 });
    assert.equal(origin?.edge, "order -> checkout");
    assert.ok(origin.evidence.includes("checkout -> pricing, checkout -> inventory stayed as before"));
  });

  test("of two that have nothing to do with each other is the first", () => {
    assert.equal(
      originOf({ "checkout -> inventory": 900, "checkout -> pricing": 300, "gateway -> checkout": 300 })?.edge,
      "checkout -> pricing",
    );
  });

  test("is none when no edge degraded", () => {
    assert.equal(originOf({}), null);
    assert.equal(originOf({ shoppers: 100 }), null);
  });
});
