import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RemedySpec } from "../../../src/files/experiment/remedy.ts";
import { makePlan } from "../../../src/judge/plan/make-plan.ts";
import type { Capabilities } from "../../../src/judge/plan/plan.ts";
import { capabilities, experimentOf, graph, kinds } from "./plan-input.ts";

const restart: RemedySpec = { id: "restart-1", atMs: 0, does: { kind: "restart", service: "pricing", graceMs: 1000 } };
const scale: RemedySpec = {
  id: "scale-2",
  atMs: 4000,
  forMs: 6000,
  does: { kind: "scale", service: "pricing", to: 5 },
};

const cluster: Capabilities = {
  ...capabilities,
  platform: "kubernetes",
  graph,
  remedies: ["restart", "scale"],
  faults: {
    ...capabilities.faults,
    scale: { can: true, means: "the number of replicas of what runs the pods" },
    restart: {
      can: true,
      means: "rollout restart",
      undo: "a rollout can't be taken back",
      proof: "pods of other uids",
    },
  },
};

const planOf = (remedies: readonly RemedySpec[], able: Capabilities = cluster) =>
  makePlan(experimentOf({ remedies }), able, kinds);

describe("remedies of a plan", () => {
  test("are changes that a provider of faults makes, in the platform's words where it has its own", () => {
    const [first, second] = planOf([restart, scale]).remedies ?? [];
    assert.equal(first?.change?.means, "rollout restart");
    assert.deepEqual(first?.change?.explanation, {
      does: "restarts pricing",
      undo: "a rollout can't be taken back",
      proof: "pods of other uids",
    });
    assert.deepEqual([second?.what, second?.change?.params], ["scales pricing to 5 replicas, for 6 s", { to: 5 }]);
    assert.deepEqual([second?.change?.startMs, second?.change?.durationMs], [4000, 6000]);
  });

  for (const [remedy, able, said] of [
    [
      scale,
      { ...cluster, platform: "local", remedies: ["restart"] },
      /scale-2: local does no .*only a cluster .*--on kube/,
    ],
    [
      restart,
      { ...cluster, platform: "compose", remedies: [] },
      /restart-1: compose does no .*--on local. or .--on kube/,
    ],
    [
      scale,
      { ...cluster, refused: { "scale-2": { why: "not allowed", instead: "ask" } } },
      /scale-2: not allowed; ask/,
    ],
    [scale, { ...cluster, graph: { ...graph, services: [] } }, /scale-2: there is no service pricing in checkout/],
  ] as const) {
    test(`are refused where they can't be done, saying why and what could: ${said}`, () => {
      assert.throws(() => planOf([remedy], able), said);
    });
  }
});
