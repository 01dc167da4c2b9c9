import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LoadSpec } from "../../../src/files/experiment/load-spec.ts";
import type { Observed } from "../../../src/judge/history/origin.ts";
import type { ByPhase, Origin } from "../../../src/judge/history/result.ts";
import type { Standing } from "../../../src/judge/history/standing.ts";
import { wayBackTo } from "../../../src/judge/history/way-back.ts";
import { simulatedPlan } from "../../run/simulated-plan.ts";
import { edgeOf, slowStats, statsOf } from "./make.ts";

const names = ["gateway -> checkout", "gateway -> cart", "cart -> checkout", "checkout -> pricing", "admin -> cart"];
const DEGRADED: Standing = { is: "degraded", fromMs: 0, toMs: 5000 };
const AS_BEFORE: Standing = { is: "as before" };
const slow: ByPhase = { baseline: statsOf(), fault: slowStats };
const origin: Origin = { kind: "edge", edge: "checkout -> pricing", evidence: [] };

function load(name: string, service: string): LoadSpec {
  const [some] = simulatedPlan().experiment.loads;
  assert.ok(some);
  return { ...some, name, requests: some.requests.map((request) => ({ ...request, service })) };
}

/** The names on the way back where all degraded but what stands otherwise. */
function wayOf(
  others: Readonly<Record<string, Standing>> = {},
  given: Partial<Observed> = {},
  from: Origin | null = origin,
) {
  const loads = given.loads ?? [load("shoppers", "gateway")];
  const all = [...loads.map(({ name }) => name), ...names];
  const standings = new Map(all.map((name) => [name, others[name] ?? DEGRADED]));
  const signals = Object.fromEntries(all.map((name) => [name, slow]));
  const observed = { edges: names.map(edgeOf), standings, degradations: [], signals, services: {}, targets: [] };
  return wayBackTo(from, { ...observed, ...given, loads });
}

const signalsOf = (way: ReturnType<typeof wayOf>) => way.map(({ signal }) => signal);

describe("the way back", () => {
  test("leads from the load to the origin, each step with its p95 before and in the fault", () => {
    assert.deepEqual(wayOf(), [
      { signal: "shoppers", baselineP95Ms: 60, faultP95Ms: 600 },
      { signal: "gateway -> checkout", baselineP95Ms: 60, faultP95Ms: 600 },
      { signal: "checkout -> pricing", baselineP95Ms: 60, faultP95Ms: 600 },
    ]);
  });

  test("is the load and the origin's edge where the load calls the origin's caller", () => {
    const loads = [load("orders", "checkout")];
    assert.deepEqual(signalsOf(wayOf({}, { loads })), ["orders", "checkout -> pricing"]);
  });

  test("goes around what stayed as before", () => {
    const way = ["shoppers", "gateway -> cart", "cart -> checkout", "checkout -> pricing"];
    assert.deepEqual(signalsOf(wayOf({ "gateway -> checkout": AS_BEFORE })), way);
  });

  test("goes over what could not be judged", () => {
    const unknown: Standing = { is: "unknown", why: "too few" };
    assert.equal(wayOf({ "gateway -> checkout": unknown }).length, 3);
  });

  test("begins at the nearest of the loads that degraded", () => {
    const loads = [load("admins", "admin"), load("shoppers", "gateway")];
    assert.equal(wayOf({}, { loads })[0]?.signal, "shoppers");
    const masked = wayOf({ shoppers: AS_BEFORE }, { loads });
    assert.deepEqual(signalsOf(masked), ["admins", "admin -> cart", "cart -> checkout", "checkout -> pricing"]);
  });

  test("ends also in a graph whose services call each other in a circle", () => {
    const edges = [...names, "checkout -> cart", "pricing -> gateway"].map(edgeOf);
    assert.deepEqual(wayOf({}, { edges, loads: [load("others", "elsewhere")] }), []);
  });

  test("is empty where no load degraded, and where the origin is no edge or isn't known", () => {
    assert.deepEqual(wayOf({ shoppers: AS_BEFORE }), []);
    assert.deepEqual(wayOf({}, {}, { kind: "service", service: "pricing", evidence: [] }), []);
    assert.deepEqual(wayOf({}, {}, { kind: "not-measured", evidence: [] }), []);
    assert.deepEqual(wayOf({}, {}, null), []);
  });

  test("has no p95 where nothing was measured", () => {
    const way = wayOf({}, { signals: { shoppers: { baseline: statsOf() } } });
    assert.deepEqual(way.slice(0, 2), [{ signal: "shoppers", baselineP95Ms: 60 }, { signal: "gateway -> checkout" }]);
  });
});
