import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { FaultSpec } from "../../../src/files/experiment/fault-spec.ts";
import { emptyTargets, targetsThatMayBeEmpty } from "../../../src/platforms/kubernetes/empty-targets.ts";
import { kill, latency } from "../../judge/plan/plan-input.ts";

const shop = {
  name: "namespace shop",
  services: [
    { name: "checkout", replicas: 2 },
    { name: "pricing", replicas: 0 },
  ],
  edges: [],
};
const killOf = (service: string): FaultSpec => ({ ...kill, on: { kind: "service", service } });
const allowed = (fault: FaultSpec): FaultSpec => ({ ...fault, allowEmpty: true });

describe("faults that have nobody to take", () => {
  test("are those on services that are scaled to nothing, at either end of an edge", () => {
    assert.deepEqual(emptyTargets([killOf("checkout"), latency], shop), {
      "latency-1": "pricing is scaled to no pods at all",
    });
  });

  test("are those on a service that isn't there, only where they allow it: else it is a mistake", () => {
    assert.deepEqual(emptyTargets([killOf("prices")], shop), {});
    assert.deepEqual(emptyTargets([allowed(killOf("prices"))], shop), {
      "kill-2": "there is no prices in namespace shop",
    });
  });

  test("name what may be missing, unless another fault needs it", () => {
    assert.deepEqual([...targetsThatMayBeEmpty([allowed(killOf("prices")), killOf("checkout")])], ["prices"]);
    assert.deepEqual([...targetsThatMayBeEmpty([allowed(killOf("prices")), killOf("prices")])], []);
  });
});
