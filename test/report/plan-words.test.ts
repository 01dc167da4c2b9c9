import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Mode } from "../../src/files/experiment/fault-spec.ts";
import type { RetrySpec } from "../../src/files/experiment/load-spec.ts";
import { makePlan } from "../../src/judge/plan/make-plan.ts";
import { renderPlan } from "../../src/report/terminal/plan.ts";
import { capabilities, experimentOf, graph, kill, kinds } from "../judge/plan/plan-input.ts";

/** The plan of a kill of pricing, of which there are so many. */
function planned(replicas: number, mode: Mode, capability = capabilities.faults.kill): string {
  const services = graph.services.map((one) => (one.name === "pricing" ? { ...one, replicas } : one));
  const system = { graph: { ...graph, services } };
  const able = { ...capabilities, faults: { kill: capability ?? assert.fail() } };
  const plan = makePlan(experimentOf({ system, faults: [{ ...kill, mode }] }), able, kinds);
  return renderPlan(plan, { columns: 200, colour: false }).join("\n");
}

describe("what a plan says of the replicas that a fault takes", () => {
  for (const [what, replicas, mode, said] of [
    ["one of several", 3, { kind: "one" }, /kill on pricing, replica [123] of 3$/m],
    ["some of them", 3, { kind: "fixed", count: 2 }, /kill on pricing, replicas [12], [23] of 3$/m],
    ["all of them", 3, { kind: "all" }, /kill on pricing, all 3 replicas$/m],
    ["the only one", 1, { kind: "one" }, /kill on pricing, its only replica$/m],
    [
      "very many",
      5000,
      { kind: "percent", percent: 50 },
      /kill on pricing, replicas (\d+, ){11}\d+ and 2,488 more of 5,000$/m,
    ],
  ] as const) {
    test(what, () => assert.match(planned(replicas, mode), said));
  }

  test("where somebody else draws them", () => {
    const drawn = (replicas: number, mode: Mode) =>
      planned(replicas, mode, { can: true, means: "", drawnBy: "the mesh" });
    assert.match(drawn(3, { kind: "one" }), /kill on pricing, 1 of 3 replicas, drawn by the mesh$/m);
    assert.match(drawn(3, { kind: "percent", percent: 50 }), /, 2 of 3 replicas, drawn by the mesh$/m);
    assert.match(drawn(5, { kind: "random-max-percent", percent: 50 }), /, up to 3 of 5 replicas, drawn by the mesh$/m);
    assert.match(drawn(3, { kind: "fixed", count: 3 }), /kill on pricing, all 3 replicas$/m);
  });

  test("and of one service and no edges in the blast radius", () => {
    const edges = { ...graph, edges: [] };
    const plan = makePlan(experimentOf({ system: { graph: edges }, faults: [kill] }), capabilities, kinds);
    const text = renderPlan(plan, { columns: 200, colour: false }).join("\n");
    assert.match(text, /1 service can see it: pricing$/m);
    assert.doesNotMatch(text, /edges?:/);
  });
});

describe("what a plan says of a load that tries again", () => {
  const words = (retry: RetrySpec) => {
    const loads = experimentOf({}).loads.map((load) => ({ ...load, retry }));
    const plan = makePlan(experimentOf({ loads, faults: [kill] }), capabilities, kinds);
    return renderPlan(plan, { columns: 400, colour: false }).join("\n");
  };

  test("at once, after anything", () => {
    const on = ["timeout", "connection", { from: 500, to: 599 }] as const;
    const said = /in flight, tried again up to 3 times, at once, on timeout, connection, 5xx$/m;
    assert.match(words({ count: 3, backoffMs: 0, jitter: 0, on }), said);
  });

  test("after pauses, on some statuses", () => {
    const on = [
      { from: 429, to: 429 },
      { from: 502, to: 504 },
    ];
    const said = /, tried again up to 1 time, after 100 ms, doubling, 50 % of it drawn, on 429, 502-504$/m;
    assert.match(words({ count: 1, backoffMs: 100, jitter: 0.5, on }), said);
  });
});
