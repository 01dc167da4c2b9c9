import { z } from "zod";
import type { Experiment } from "../../../src/files/experiment/experiment.ts";
import type { FaultKind } from "../../../src/files/experiment/fault-kind.ts";
import type { FaultSpec } from "../../../src/files/experiment/fault-spec.ts";
import type { Graph } from "../../../src/files/graph/graph.ts";
import type { Capabilities } from "../../../src/judge/plan/plan.ts";
import { criterionOf } from "../criteria/make.ts";
import { edgeOf } from "../history/make.ts";

/** The checkout graph, with three replicas of pricing. */
export const graph: Graph = {
  name: "checkout",
  services: ["gateway", "checkout", "pricing", "inventory", "order", "order-history"].map((name) => ({
    name,
    replicas: name === "pricing" ? 3 : 1,
  })),
  edges: [
    "gateway -> checkout",
    "checkout -> pricing",
    "checkout -> inventory",
    "order -> checkout",
    "order-history -> order",
  ].map(edgeOf),
};

const kindOf = (type: string, targets: FaultKind["targets"]): FaultKind => ({
  type,
  targets,
  summary: type,
  params: z.strictObject({}),
  explain: () => ({ does: `does ${type}`, undo: `undoes ${type}`, proof: `shows ${type}` }),
});
export const kinds = [kindOf("latency", "edge"), kindOf("kill", "service"), kindOf("loss", "edge")];

export const capabilities: Capabilities = {
  platform: "local",
  faults: {
    latency: { can: true, means: "toxic in the embedded proxy" },
    kill: { can: true, means: "SIGKILL" },
    loss: { can: false, why: "packet loss needs root", instead: "run it as root, or on compose" },
  },
};

export const latency: FaultSpec = {
  id: "latency-1",
  type: "latency",
  on: { kind: "edge", caller: "checkout", callee: "pricing" },
  params: {},
  startMs: 0,
  durationMs: 30_000,
  mode: { kind: "all" },
};
export const kill: FaultSpec = {
  ...latency,
  id: "kill-2",
  type: "kill",
  on: { kind: "service", service: "pricing" },
  mode: { kind: "one" },
};

interface Criteria {
  readonly steadyState?: readonly string[];
  readonly abort?: readonly string[];
  readonly expect?: readonly string[];
}

/** 200/s through the gateway, 5 + 10 + 30 + 20 s, but for what is given. */
export function experimentOf({
  steadyState = ["shoppers.p95 < 300ms"],
  abort = [],
  expect = ["shoppers.p95 < 300ms"],
  ...given
}: Omit<Partial<Experiment>, keyof Criteria> & Criteria = {}): Experiment {
  return {
    name: "pricing-slow",
    title: "pricing-slow",
    tags: [],
    seed: 1,
    system: { graph },
    loads: [
      {
        name: "shoppers",
        pacing: { kind: "constant", ratePerS: 200 },
        requests: [{ method: "POST", service: "gateway", path: "/checkout", headers: {}, weight: 1 }],
        timeoutMs: 10_000,
        maxInFlight: 1000,
        failOn: [],
      },
    ],
    phases: { warmUpMs: 5000, baselineMs: 10_000, faultMs: 30_000, recoveryMs: 20_000 },
    faults: [latency],
    limits: {},
    ...given,
    steadyState: steadyState.map(criterionOf),
    abort: abort.map(criterionOf),
    expect: expect.map(criterionOf),
  };
}
