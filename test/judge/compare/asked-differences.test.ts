import assert from "node:assert/strict";
import { test } from "node:test";
import type { Graph, GraphService } from "../../../src/files/graph/graph.ts";
import { askedDifferences, foundDifferences } from "../../../src/judge/compare/asked-differences.ts";
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

/** A run on a platform, whose graph has one service. */
function startedWith(service: GraphService, platform = "processes"): RunStarted {
  const run = started({});
  const graph: Graph = { name: "shop", services: [service], edges: [] };
  const { experiment } = run.plan;
  return { ...run, plan: { ...run.plan, platform, experiment: { ...experiment, system: { graph } } } };
}

test("nobody asked for another folder by starting brownout elsewhere; a program in another folder is another one", () => {
  const inFolder = (cwd: string) =>
    startedWith({
      name: "web",
      replicas: 1,
      program: {
        command: ["node", "web.js"],
        cwd,
        env: {},
        ready: { by: { kind: "tcp" }, withinMs: 1000 },
        stop: { signal: "SIGTERM", graceMs: 1000 },
      },
    });
  for (const [a, b] of [
    ["graphs/web", "/checkouts/other/graphs/web"],
    ["../graphs", "."],
  ] as const) {
    assert.deepEqual(askedDifferences(inFolder(a), inFolder(b)), [], `${a} ${b}`);
  }
  const what = "graph.services.web.program.cwd";
  assert.deepEqual(askedDifferences(inFolder("v1"), inFolder("../v2")), [{ what, a: "v1", b: "v2" }]);
});

test("what a cluster has was found there, and asked for by nobody", () => {
  const [two, three] = [2, 3].map((replicas) => startedWith({ name: "web", replicas }, "kubernetes")) as [
    RunStarted,
    RunStarted,
  ];
  assert.deepEqual(askedDifferences(two, three), []);
  assert.deepEqual(foundDifferences(two, three), [{ what: "graph.services.web.replicas", a: 2, b: 3 }]);
  const [ours, theirs] = [2, 3].map((replicas) => startedWith({ name: "web", replicas })) as [RunStarted, RunStarted];
  assert.deepEqual(foundDifferences(ours, theirs), []);
});
