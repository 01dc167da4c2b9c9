import type { Criterion } from "../../../src/files/experiment/criterion.ts";
import type { Plan } from "../../../src/judge/plan/plan.ts";
import { unprotected } from "./results.ts";

const criteria = (role: string): Criterion[] => unprotected.criteria.filter((criterion) => criterion.role === role);

/** Two faults of the checkout graph, one on an edge for the whole fault phase, one on replicas for part of it. */
export const twoFaults: Plan = {
  experiment: {
    name: "pricing-slow-unprotected",
    title: "Checkout goes down with pricing when pricing takes 2.84 s instead of 38 ms",
    owner: "checkout",
    tags: ["latency"],
    seed: 42,
    system: { graph: { name: "checkout", variant: "unprotected", services: [], edges: [] } },
    loads: [
      {
        name: "shoppers",
        pacing: { kind: "constant", ratePerS: 200 },
        requests: [{ method: "POST", service: "gateway", path: "/checkout", headers: {}, weight: 1 }],
        timeoutMs: 10_000,
        maxInFlight: 5_000,
        failOn: [{ from: 500, to: 599 }],
      },
      {
        name: "order-pages",
        pacing: { kind: "ramp", fromPerS: 10, toPerS: 20, overMs: 5_000 },
        requests: [{ method: "GET", service: "order-history", path: "/orders", headers: {}, weight: 1 }],
        timeoutMs: 10_000,
        maxInFlight: 500,
        failOn: [{ from: 500, to: 599 }],
      },
    ],
    phases: { warmUpMs: 5_000, baselineMs: 10_000, faultMs: 30_000, recoveryMs: 20_000 },
    steadyState: criteria("steady-state"),
    faults: [],
    abort: criteria("abort"),
    expect: criteria("expect"),
    limits: {},
  },
  platform: "local",
  faults: [
    {
      id: "latency-1",
      type: "latency",
      on: { kind: "edge", caller: "checkout", callee: "pricing" },
      params: {},
      startMs: 0,
      durationMs: 30_000,
      mode: { kind: "all" },
      means: "toxic in the embedded proxy",
      explanation: {
        does: "adds 2.8s ± 100ms to all answers",
        undo: "removes the toxic",
        proof: "the proxy counts the answers that the toxic delayed",
      },
      replicas: [],
    },
    {
      id: "kill-2",
      type: "kill",
      on: { kind: "service", service: "pricing" },
      params: {},
      startMs: 10_000,
      durationMs: 5_000,
      mode: { kind: "fixed", count: 2 },
      means: "SIGKILL to the replica's process",
      explanation: {
        does: "ends the process at once (SIGKILL)",
        undo: "starts the process again and waits until it is ready",
        proof: "the process is gone and its port refuses connections",
      },
      replicas: [1, 3],
    },
  ],
  blastRadius: {
    services: ["pricing", "checkout", "gateway", "order", "order-history", "notification"],
    edges: [
      "checkout -> pricing",
      "gateway -> checkout",
      "order -> checkout",
      "order-history -> order",
      "notification -> order",
    ],
  },
  recoveryWindowMs: 5_000,
  totalMs: 65_000,
  warnings: ["the baseline has 10 s: shoppers.p99 needs 5 s at 200/s to be known"],
};
