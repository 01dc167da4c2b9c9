import type { StopCause } from "../../../src/judge/history/event.ts";
import type { RunResult, SignalStats } from "../../../src/judge/history/result.ts";
import type { JsonValue } from "../../../src/values/json.ts";

/** A value with every field, also those that may be absent: the compiler refuses a sample that lacks a new one. */
type Whole<Value> = Value extends readonly (infer Item)[]
  ? readonly Whole<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]-?: JsonValue extends Value[Key] ? Value[Key] : Whole<Value[Key]> }
    : Value;

const judgement = {
  holds: "unknown",
  measured: 0.12345678,
  samples: 7,
  interval: { low: 0.1, high: 0.2 },
  scheduleLagMs: 0.2,
  why: "few",
  explainedBy: ["pacing"],
} as const;

/** One of each cause that a run can be stopped by. */
const causes: { readonly [Kind in StopCause["kind"]]: Whole<Extract<StopCause, { kind: Kind }>> } = {
  abort: { kind: "abort", index: 1, judgement },
  "no-steady-state": { kind: "no-steady-state" },
  interrupted: { kind: "interrupted", signal: "SIGINT" },
  broken: { kind: "broken", code: "E_UP", message: "a port is taken", hint: "free it", exitCode: 3 },
};

const stats: Whole<SignalStats> = {
  started: 12_345_678,
  ended: 10,
  failed: 2,
  errorRate: 0.2,
  ratePerS: 1 / 3,
  p50Ms: 27_351.666782999877,
  p95Ms: 2,
  p99Ms: 3,
  maxMs: 4,
  inFlightMax: 5,
  amplification: 1.5,
  attemptsPerS: 3,
  uncounted: "down-1",
  errors: { timeout: 2 },
  statuses: { "2xx": 8 },
  opaque: 3,
  handshakes: { total: 9, failed: 2, p50Ms: 1.5, p95Ms: 4, maxMs: 7 },
  protocols: { "http/1": 4, tls: 3 },
};
const byPhase = { baseline: stats, fault: stats, recovery: stats };

const result: Whole<RunResult> = {
  run: "20250614-091502-k3f9",
  experiment: "pricing-slow",
  title: "Pricing is slow",
  platform: "local",
  startedAt: "2025-06-14T09:15:02.113Z",
  durationMs: 47_210,
  verdict: "aborted",
  exitCode: 2,
  reasons: ["an abort criterion held"],
  warnings: ["the load still drifted"],
  stop: causes.abort,
  phases: [{ name: "up", fromMs: 0, toMs: 2_200 }],
  criteria: [
    {
      text: "shoppers.p95 < 300ms over 5s for 2s",
      signal: { kind: "load", name: "shoppers" },
      metric: { kind: "quantile", quantile: 0.95 },
      comparison: "<",
      limit: 300,
      overMs: 5000,
      forMs: 2000,
      role: "expect",
      judgement,
      margin: 17,
    },
    {
      text: "(checkout -> pricing).amplification < 1.5",
      signal: { kind: "edge", caller: "checkout", callee: "pricing" },
      metric: { kind: "amplification" },
      comparison: "<",
      limit: 1.5,
      overMs: 5000,
      forMs: 2000,
      role: "expect",
      judgement,
      margin: 0.1,
    },
  ],
  signals: { shoppers: byPhase, "checkout -> pricing": byPhase },
  services: { checkout: byPhase },
  hurt: ["checkout"],
  spillover: [
    { signal: "shoppers.control", worse: "unknown", times: { low: 0.9, high: 1.1 }, shared: ["checkout"], why: "few" },
  ],
  degradations: [{ signal: "checkout -> pricing", afterMs: 210, evidence: "p95 61 ms -> 2.94 s" }],
  undecided: [{ name: "checkout", conclusion: "hurt", why: "a baseline of 20 s instead of 6 s would tell" }],
  unmeasured: ["checkout -> user"],
  origin: { kind: "edge", edge: "checkout -> pricing", evidence: ["degraded first"] },
  wayBack: [{ signal: "shoppers", baselineP95Ms: 88, faultP95Ms: 8_860 }],
  waiting: [{ service: "checkout", on: "GET pricing/price", count: 1_650, longestMs: 2_931 }],
  recovery: { recovered: "false", afterMs: 3, earliestMs: 2, why: "too few windows", metastable: ["retries"] },
  remedies: [
    {
      id: "shed-1",
      what: "POST /debug/shed?share=0.8 to api, for 5 s",
      begunAtMs: 40_000,
      doneAtMs: 40_012,
      overAtMs: 45_013,
      done: "true",
      evidence: "api, replica 1 answered",
      after: { recovered: "true", afterMs: 3, earliestMs: 2, why: "too few windows" },
    },
  ],
  faults: [
    {
      id: "latency-1",
      type: "latency",
      on: "checkout -> pricing",
      healsFrom: "injection",
      injectedAtMs: 17_230,
      undoingAtMs: 29_800,
      undoneAtMs: 29_810,
      took: "true",
      evidence: "delayed 741 answers",
    },
  ],
  pods: [
    {
      service: "pricing",
      counts: [{ atMs: 12, ready: 1, desired: 2 }],
      fewest: { atMs: 12, ready: 1, desired: 2 },
      tooFewMs: 4000,
    },
  ],
  leftBehind: [
    { id: "u3", kind: "toxic", what: "toxic latency-1", manual: "curl", within: "u1", data: { proxy: "a", port: 1 } },
  ],
  forgotten: [
    {
      id: "u4",
      what: "a network",
      manual: "docker network rm",
      by: "ann@laptop",
      wall: "2026-11-21T01:42:44.000Z",
      why: "it is held",
    },
  ],
  recovered: [{ id: "u5", what: "a table", wall: "2026-11-22T01:42:44.000Z", by: "recover", person: "ann@laptop" }],
  harness: {
    scheduleLagMs: { p50: 0.03, p99: 0.21, max: 3.9 },
    grainMs: 0.5,
    loopDelayMaxMs: 18.2,
    cpuMax: 0.43,
    unusable: 0.02,
    parts: { machine: { delayMaxMs: 12, waiting: 0.1, busyMax: 0.7, unusable: 0.02, failing: "it did not answer" } },
  },
};

/** Results that together have every field there is. */
export const everything: readonly RunResult[] = Object.values(causes).map((stop) => ({ ...result, stop }));
