import assert from "node:assert/strict";
import { test } from "node:test";
import { askedDifferences } from "../../../src/judge/compare/asked-differences.ts";
import type { RunStarted } from "../../../src/judge/history/run-state.ts";
import { type PlanInput, simulatedPlan } from "../../run/simulated-plan.ts";

function started(input: PlanInput): RunStarted {
  return {
    atMs: 0,
    type: "run-started",
    run: "run",
    version: "1",
    wall: "2026-01-01T00:00:00.000Z",
    plan: simulatedPlan(input),
  };
}

test("what was asked for differs where the load, a fault or the graph does, each by its name", () => {
  const one = started({ ratePerS: 100, expect: ["shoppers.p95 < 300ms"], faults: [{ delayMs: 100 }] });
  assert.deepEqual(
    askedDifferences(one, started({ ratePerS: 100, expect: ["shoppers.p95 < 300ms"], faults: [{ delayMs: 100 }] })),
    [],
  );
  const other = started({ ratePerS: 200, expect: ["shoppers.p95 < 200ms"], faults: [{ delayMs: 400 }] });
  const found = askedDifferences(one, other);
  const named = (what: string) => found.find((difference) => difference.what === what);
  assert.deepEqual(named("loads.shoppers.pacing.ratePerS"), { what: "loads.shoppers.pacing.ratePerS", a: 100, b: 200 });
  assert.equal(named("expect.shoppers.p95 < 300ms")?.b, undefined);
  assert.equal(named("expect.shoppers.p95 < 200ms")?.a, undefined);
  const [service, ...rest] = one.plan.experiment.system.graph?.services ?? [];
  assert.ok(service);
  const { experiment } = one.plan;
  const graph = {
    name: "shop",
    edges: [],
    ...experiment.system.graph,
    services: [{ ...service, replicas: 7 }, ...rest],
  };
  const grown = { ...one, plan: { ...one.plan, experiment: { ...experiment, system: { graph } } } };
  const what = `graph.services.${service.name}.replicas`;
  assert.deepEqual(askedDifferences(one, grown), [{ what, a: service.replicas, b: 7 }]);
});
