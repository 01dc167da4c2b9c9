import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Experiment } from "../../../src/files/experiment/experiment.ts";
import type { Graph } from "../../../src/files/graph/graph.ts";
import { makePlan } from "../../../src/judge/plan/make-plan.ts";
import type { Capabilities } from "../../../src/judge/plan/plan.ts";
import { edgeOf } from "../history/make.ts";
import { capabilities, experimentOf, kill, kinds, latency } from "./plan-input.ts";

/** The graph that a platform found where the experiment's file names no graph. */
const graph: Graph = {
  name: "shop",
  services: ["gateway", "checkout", "pricing"].map((name) => ({ name, replicas: 2 })),
  edges: ["gateway -> checkout", "checkout -> pricing"].map(edgeOf),
};
const found: Capabilities = { ...capabilities, platform: "compose", graph };
const planOf = (given: Parameters<typeof experimentOf>[0], here = found) =>
  makePlan(experimentOf({ system: {}, ...given }), here, kinds);

function request(service: string) {
  return { method: "GET", service, path: "/", headers: {}, weight: 1 };
}

describe("a plan for a system that its platform found", () => {
  test("knows its services, replicas and edges", () => {
    const plan = planOf({ faults: [{ ...kill, mode: { kind: "all" } }] });
    assert.deepEqual(plan.faults[0]?.replicas, [1, 2]);
    assert.deepEqual(plan.blastRadius.services, ["pricing", "checkout", "gateway"]);
    assert.equal(plan.experiment.system.graph, graph);
  });

  test("warns of a fault that no known call leads to, as what it knows may not be all", () => {
    const loads = [{ ...experimentOf({}).loads[0], requests: [request("pricing")] }] as Experiment["loads"];
    const on = { kind: "service", service: "gateway" } as const;
    assert.deepEqual(
      planOf({ loads, faults: [{ ...kill, on }] }).warnings.filter((one) => one.includes("leads there")),
      ["kill-2 is on gateway, and no call that is known leads there from a load"],
    );
    const without = { ...found, graph: { ...graph, edges: [] } };
    assert.deepEqual(
      planOf({ loads, faults: [{ ...kill, on }], expect: [] }, without).warnings.filter((one) =>
        one.includes("leads there"),
      ),
      [],
    );
  });

  test("takes a fault that may be unreached for one that is, as nothing shows that it isn't", () => {
    const allowed = { ...kill, allowUnreached: true } as const;
    const plan = planOf({ faults: [allowed] });
    assert.equal(plan.faults[0]?.unreached, true);
    assert.ok(plan.warnings.includes("kill-2 is on pricing, which no load reaches: a run can't pass by it"));
    assert.equal(planOf({ faults: [kill] }).faults[0]?.unreached, undefined);
  });

  test("refuses names that it doesn't have, all at once", () => {
    const faults = [
      { ...kill, on: { kind: "service", service: "pricng" } as const },
      { ...latency, on: { kind: "edge", caller: "gateway", callee: "pricing" } as const },
    ];
    assert.throws(() => planOf({ faults, expect: ["(checkout -> user).p95 < 1s"] }), {
      code: "E_PLAN",
      message: [
        "pricing-slow can't run on compose:",
        "kill-2: there is no service pricng in shop; it has gateway, checkout, pricing",
        "latency-1: gateway -> pricing is no edge of shop; it has gateway -> checkout, checkout -> pricing",
        '"(checkout -> user).p95 < 1s": there is no service user in shop; it has gateway, checkout, pricing',
      ].join("\n  "),
    });
  });

  test("refuses criteria on edges where nothing measures them, with what would", () => {
    const unseen = { ...found, edgesUnseen: { why: "nothing measures edges", instead: "a proxy of ours does" } };
    assert.throws(
      () => planOf({ expect: ["(checkout -> pricing).p95 < 1s"] }, unseen),
      /"\(checkout -> pricing\)\.p95 < 1s": nothing measures edges; a proxy of ours does/,
    );
    // Kept, for the origin to say so.
    assert.deepEqual(planOf({}, unseen).edgesUnseen, unseen.edgesUnseen);
  });

  test("puts toxics only on edges that run through the proxy", () => {
    const only = { can: true, means: "toxic", onEdges: ["gateway -> checkout"], proof: "a call of our own" } as const;
    const here = { ...found, faults: { ...found.faults, latency: only } };
    assert.throws(() => planOf({}, here), /checkout -> pricing doesn't run through the proxy; these edges do: gateway/);
    const on = { kind: "edge", caller: "gateway", callee: "checkout" } as const;
    assert.equal(planOf({ faults: [{ ...latency, on }] }, here).faults[0]?.explanation.proof, "a call of our own");
  });

  test("says of an edge without a proxy what would put one on it", () => {
    const only = { can: true, means: "toxic", onEdges: ["gateway -> checkout"] } as const;
    const here = { ...found, otherEdges: "so-and-so puts it there", faults: { ...found.faults, latency: only } };
    assert.throws(() => planOf({}, here), /these edges do: gateway -> checkout; so-and-so puts it there/);
    const on = { kind: "edge", caller: "gateway", callee: "pricing" } as const;
    assert.throws(() => planOf({ faults: [{ ...latency, on }] }, here), /no edge of shop; .*; so-and-so puts it there/);
  });

  test("warns of what the platform found", () => {
    assert.ok(planOf({}, { ...found, warnings: ["someone else's toxics"] }).warnings.includes("someone else's toxics"));
  });
});
