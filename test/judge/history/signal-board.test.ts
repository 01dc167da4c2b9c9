import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LoadSpec } from "../../../src/files/experiment/load-spec.ts";
import { SignalBoard } from "../../../src/judge/history/signal-board.ts";
import { simulatedPlan } from "../../run/simulated-plan.ts";
import { deltaOf } from "./make.ts";

function boardOf(
  weights: Readonly<Record<string, number>> = { gateway: 1 },
  given: Pick<LoadSpec, "retry" | "sessions" | "steps"> = {},
): SignalBoard {
  const plan = simulatedPlan();
  const [load] = plan.experiment.loads;
  assert.ok(load);
  const requests = Object.entries(weights).map(([service, weight]) => {
    return { method: "GET", service, path: "/", headers: {}, weight };
  });
  return new SignalBoard({ ...plan, experiment: { ...plan.experiment, loads: [{ ...load, requests, ...given }] } });
}

describe("an edge on which calls can't be seen", () => {
  test("has no ratios and no latencies, in any tick from then on", () => {
    const board = boardOf();
    board.add(50, { shoppers: deltaOf(10, 30), "gateway -> checkout": deltaOf(10, 30) });
    assert.equal(board.stats()["gateway -> checkout"]?.amplification, 1);
    board.add(100, { shoppers: deltaOf(10, 30), "gateway -> checkout": deltaOf(2, 30, { opaque: 4 }) });
    board.add(150, { shoppers: deltaOf(10, 30) });
    const { opaque, started, ...rest } = board.stats()["gateway -> checkout"] ?? {};
    assert.deepEqual([opaque, started], [4, 12]);
    for (const figure of ["amplification", "errorRate", "p50Ms", "maxMs"]) assert.equal(figure in rest, false, figure);
  });

  test("hides how many calls its callee's own edges get for each request", () => {
    const board = boardOf();
    const hidden = { "gateway -> checkout": deltaOf(5, 30, { opaque: 4 }), "checkout -> pricing": deltaOf(50, 20) };
    board.add(50, { shoppers: deltaOf(10, 30), ...hidden });
    board.add(100, { shoppers: deltaOf(10, 30), "checkout -> pricing": deltaOf(50, 20) });
    const pricing = board.stats()["checkout -> pricing"];
    assert.deepEqual([pricing?.started, pricing?.amplification, pricing?.errorRate], [100, undefined, 0]);
  });
});

test("an edge has the handshakes of a phase, and what its connections were found to carry in all of the run", () => {
  const board = boardOf();
  const edge = "gateway -> checkout";
  const latency = deltaOf(3, 8).latency;
  board.add(50, { [edge]: deltaOf(1, 30, { handshakes: { total: 4, failed: 1, latency }, protocols: { tls: 4 } }) });
  assert.deepEqual([board.stats()[edge]?.handshakes?.total, board.stats()[edge]?.handshakes?.failed], [4, 1]);
  assert.ok(Math.abs((board.stats()[edge]?.handshakes?.p95Ms ?? 0) - 8) < 0.1);
  assert.equal(board.stats().shoppers?.handshakes, undefined);
  board.startPhase(50);
  board.add(100, { [edge]: deltaOf(1, 30, { protocols: { "http/1": 1 } }) });
  const { handshakes, protocols } = board.stats()[edge] ?? {};
  assert.deepEqual([handshakes, protocols], [undefined, { tls: 4, "http/1": 1 }]);
  board.add(150, { [edge]: deltaOf(1, 30, { handshakes: { total: 2, failed: 2, latency: [] } }) });
  assert.deepEqual(board.stats()[edge]?.handshakes, { total: 2, failed: 2 });
});

test("what comes in to a service are the attempts to open sessions, whose messages are the load's", () => {
  const reconnect = { backoffMs: 0, factor: 2, longestMs: 1000, jitter: 0 };
  const sessions = { count: 10, everyMs: 100, sentAt: "/at", handshakeMs: 1000, reconnect };
  const board = boardOf({ gateway: 1 }, { sessions });
  board.add(50, { shoppers: deltaOf(100, 30, { attempts: 4 }) });
  const stats = board.stats();
  assert.deepEqual([stats.shoppers?.started, stats.shoppers?.attemptsPerS], [100, 80]);
  assert.deepEqual([board.serviceStats().gateway?.started, board.serviceStats().gateway?.ended], [4, 100]);
  const others = boardOf();
  others.add(50, { shoppers: deltaOf(10, 30) });
  assert.equal("attemptsPerS" in (others.stats().shoppers ?? {}), false);
});

test("what comes in to a service are the steps of visits that lead there, however few get so far", () => {
  const steps = ["buy", "look"].map((name) => ({ name, thinkMs: { from: 0, to: 0 }, take: [] }));
  const board = boardOf({ gateway: 1, checkout: 1 }, { steps });
  const [all, buy, look] = [deltaOf(12, 30), deltaOf(10, 30), deltaOf(2, 30)];
  board.add(50, { shoppers: all, "shoppers-buy": buy, "shoppers-look": look, "shoppers-visits": deltaOf(2, 60) });
  assert.deepEqual([board.serviceStats().gateway?.started, board.stats()["shoppers-look"]?.started], [10, 2]);
  assert.equal(board.serviceStats().checkout?.started, 2);
});

describe("a load that tries again", () => {
  const retry = { count: 3, backoffMs: 0, jitter: 0, on: ["timeout"] } as const;

  test("has attempts for each request, and calls of the service that they come to are for each attempt", () => {
    const board = boardOf({ gateway: 1 }, { retry });
    board.add(50, { shoppers: deltaOf(10, 30, { retries: 30 }), "gateway -> checkout": deltaOf(40, 10) });
    const stats = board.stats();
    assert.deepEqual([stats.shoppers?.started, stats.shoppers?.amplification], [10, 4]);
    assert.equal(stats["gateway -> checkout"]?.amplification, 1);
    assert.deepEqual([board.serviceStats().gateway?.started, board.serviceStats().gateway?.ended], [40, 10]);
  });

  test("has one for each while nothing is tried again; one that can't has no figure", () => {
    const calm = boardOf({ gateway: 1 }, { retry });
    calm.add(50, { shoppers: deltaOf(10, 30, { retries: 0 }) });
    assert.equal(calm.stats().shoppers?.amplification, 1);
    const never = boardOf();
    never.add(50, { shoppers: deltaOf(10, 30) });
    assert.equal("amplification" in (never.stats().shoppers ?? {}), false);
  });
});

describe("what comes in to a service", () => {
  test("is the sum of the edges that lead to it", () => {
    const board = boardOf();
    board.add(50, { "gateway -> checkout": deltaOf(10, 30) });
    assert.equal(board.readIncoming("checkout")?.started, 10);
    assert.equal(board.readIncoming("pricing")?.started, 0);
  });

  test("has its share of a load on several services", () => {
    const board = boardOf({ gateway: 3, pricing: 1 });
    board.add(1000, { shoppers: deltaOf(200, 30), "checkout -> pricing": deltaOf(150, 20) });
    const { gateway, pricing } = board.serviceStats();
    assert.deepEqual([gateway?.started, gateway?.ratePerS], [150, 150]);
    assert.deepEqual([pricing?.started, pricing?.ratePerS], [200, 200]);
    assert.equal(board.stats()["gateway -> checkout"], undefined);
  });

  test("keeps in flight what a signal had that wasn't heard of this time", () => {
    const board = boardOf({ checkout: 1 });
    const hanging = { inFlight: 7, ages: deltaOf(7, 5000).latency };
    board.add(50, { shoppers: deltaOf(10, 30), "gateway -> checkout": deltaOf(10, 30, hanging) });
    board.add(100, { shoppers: deltaOf(10, 30) });
    assert.equal(board.readIncoming("checkout")?.inFlight, 7);
    assert.ok((board.readIncoming("checkout")?.latency.quantileMs(1) ?? 0) > 4900);
    board.add(150, { shoppers: deltaOf(10, 30), "gateway -> checkout": deltaOf(17, 30) });
    assert.equal(board.readIncoming("checkout")?.inFlight, 0);
  });

  test("is none of what goes to whole addresses", () => {
    const plan = simulatedPlan();
    const loads = plan.experiment.loads.map((load) => ({
      ...load,
      requests: [{ method: "GET", path: "http://127.0.0.1/", headers: {}, weight: 1 }],
    }));
    const board = new SignalBoard({ ...plan, experiment: { ...plan.experiment, loads } });
    board.add(50, { shoppers: deltaOf(10, 30) });
    assert.equal(board.readIncoming("gateway")?.started, 0);
    assert.equal(board.read("shoppers")?.started, 10);
  });
});

describe("a signal that falls silent", () => {
  test("ends up with nothing in its windows", () => {
    const board = boardOf();
    board.keepWindow(1000);
    board.add(50, { shoppers: deltaOf(10, 30) });
    for (let ms = 100; ms <= 2000; ms += 50) board.add(ms, {});
    assert.equal(board.read("shoppers", 1000)?.completed, 0);
    assert.equal(board.read("shoppers", 1000)?.spanMs, 0);
  });
});

describe("a window", () => {
  test("doesn't cover the time before the first phase in which the signal was heard", () => {
    const board = boardOf();
    board.keepWindow(5000);
    board.startPhase(20_000);
    board.add(20_050, { shoppers: deltaOf(10, 30) });
    assert.equal(board.read("shoppers", 5000)?.spanMs, 50);
    board.startPhase(20_100);
    board.add(20_150, { shoppers: deltaOf(10, 30) });
    assert.equal(board.read("shoppers", 5000)?.started, 20);
    assert.equal(board.read("shoppers")?.started, 10);
  });
});
