import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { blastRadiusOf } from "../../../src/judge/plan/blast-radius.ts";
import { graph } from "./plan-input.ts";

describe("the blast radius", () => {
  test("of a fault on an edge is its callee, and everything that leads to the edge", () => {
    assert.deepEqual(blastRadiusOf([{ kind: "edge", caller: "checkout", callee: "pricing" }], graph), {
      services: ["pricing", "checkout", "gateway", "order", "order-history"],
      edges: ["gateway -> checkout", "checkout -> pricing", "order -> checkout", "order-history -> order"],
    });
  });

  test("of a fault on a service is everything that leads to the service", () => {
    assert.deepEqual(blastRadiusOf([{ kind: "service", service: "order" }], graph), {
      services: ["order", "order-history"],
      edges: ["order-history -> order"],
    });
  });

  test("of several faults is that of all, each counted once", () => {
    const { services, edges } = blastRadiusOf(
      [
        { kind: "edge", caller: "checkout", callee: "pricing" },
        { kind: "edge", caller: "checkout", callee: "inventory" },
        { kind: "service", service: "gateway" },
      ],
      graph,
    );
    assert.equal(services.length, 6);
    assert.equal(new Set(services).size, 6);
    assert.equal(edges.length, 5);
  });

  test("without a graph is the target alone", () => {
    assert.deepEqual(blastRadiusOf([{ kind: "service", service: "pricing" }], undefined), {
      services: ["pricing"],
      edges: [],
    });
  });
});
