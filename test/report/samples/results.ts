import type { ByPhase, RunResult, SignalStats } from "../../../src/judge/history/result.ts";
import { judged } from "./criteria.ts";

type Figures = [rate: number, errors: number, p50: number, p95: number, p99: number, inFlight: number, calls?: number];

/** Pricing slow, nothing protects: the run was aborted. */
export const unprotected: RunResult = {
  run: "20250614-091502-k3f9",
  experiment: "pricing-slow-unprotected",
  title: "Checkout goes down with pricing when pricing takes 2.84 s instead of 38 ms",
  platform: "local",
  startedAt: "2025-06-14T09:15:02.113Z",
  durationMs: 47_210,
  verdict: "aborted",
  exitCode: 2,
  warnings: [],
  reasons: [
    "abort shoppers.p99 > 9s over 5s: holds at 9.91 s (1,000 samples), 12.4 s after the fault went in",
    "steady state did not come back in the 10 s of recovery",
  ],
  stop: { kind: "abort", index: 1, judgement: { holds: "true", measured: 9_910, samples: 1000 } },
  phases: [
    { name: "up", fromMs: 0, toMs: 2_200 },
    { name: "warm-up", fromMs: 2_200, toMs: 7_200 },
    { name: "baseline", fromMs: 7_200, toMs: 17_200 },
    { name: "fault", fromMs: 17_200, toMs: 29_800 },
    { name: "recovery", fromMs: 29_800, toMs: 46_800 },
    { name: "down", fromMs: 46_800, toMs: 47_210 },
  ],
  criteria: [
    judged("steady-state", "shoppers.error_rate < 1%", 0.01, "true", 0),
    judged("steady-state", "shoppers.p95 < 300ms", 300, "true", 88),
    judged("abort", "shoppers.error_rate > 50% over 5s", 0.5, "false", 0.417),
    judged("abort", "shoppers.p99 > 9s over 5s", 9_000, "true", 9_910),
    judged("expect", "shoppers.error_rate < 1%", 0.01, "false", 0.231),
    judged("expect", "shoppers.p95 < 300ms", 300, "false", 8_860),
    judged("expect", "shoppers.recovery < 10s", 10_000, "unknown"),
    judged("expect", "(checkout -> pricing).amplification < 1.5", 1.5, "false", 2.9),
  ],
  signals: {
    shoppers: phases(
      [200, 0, 47, 88, 121, 14],
      [140, 0.231, 4_120, 8_860, 9_910, 1_482],
      [190, 0.34, 2_410, 7_300, 9_100, 1_490],
    ),
    "order-pages": phases(
      [20, 0, 52, 93, 130, 2],
      [18, 0.052, 2_310, 6_040, 7_215, 61],
      [19, 0.031, 1_800, 5_020, 6_480, 58],
    ),
    "gateway -> checkout": phases(
      [200, 0, 45, 86, 118, 14, 1],
      [139, 0.23, 4_118, 8_857, 9_905, 1_481, 1],
      [189, 0.33, 2_400, 7_290, 9_080, 1_488, 1],
    ),
    "checkout -> pricing": phases(
      [230, 0, 38, 61, 83, 13, 1],
      [64, 0.004, 2_842, 2_936, 2_958, 200, 2.9],
      [210, 0.02, 96, 1_240, 2_010, 200, 1.9],
    ),
    "checkout -> inventory": phases(
      [230, 0, 12, 19.8, 31, 4, 1],
      [40, 0, 12.1, 19.9, 31.5, 2, 0.99],
      [201, 0, 13, 21, 35, 4, 1],
    ),
    "checkout -> user": phases(
      [230, 0, 8.3, 15, 24, 3, 1],
      [40, 0, 8.3, 15.2, 24.9, 1, 0.99],
      [201, 0, 8.4, 15.4, 25.8, 3, 1],
    ),
    "order -> checkout": phases(
      [30, 0, 49, 90, 126, 3, 1],
      [26, 0.061, 2_301, 6_031, 7_204, 88, 1],
      [28, 0.04, 1_790, 5_010, 6_470, 80, 1],
    ),
    "order-history -> order": phases(
      [20, 0, 51, 92, 129, 2, 1],
      [18, 0.052, 2_304, 6_037, 7_210, 60, 1],
      [19, 0.03, 1_795, 5_015, 6_475, 57, 1],
    ),
  },
  services: {
    gateway: phases(
      [200, 0, 47, 88, 121, 14],
      [140, 0.231, 4_120, 8_860, 9_910, 1_482],
      [190, 0.34, 2_410, 7_300, 9_100, 1_490],
    ),
    checkout: phases(
      [230, 0, 45, 86, 118, 17],
      [165, 0.21, 3_900, 8_700, 9_890, 1_569],
      [217, 0.3, 2_330, 7_100, 9_000, 1_568],
    ),
    pricing: phases(
      [230, 0, 38, 61, 83, 13],
      [64, 0.004, 2_842, 2_936, 2_958, 200],
      [210, 0.02, 96, 1_240, 2_010, 200],
    ),
    inventory: phases([230, 0, 12, 19.8, 31, 4], [40, 0, 12.1, 19.9, 31.5, 2], [201, 0, 13, 21, 35, 4]),
    user: phases([230, 0, 8.3, 15, 24, 3], [40, 0, 8.3, 15.2, 24.9, 1], [201, 0, 8.4, 15.4, 25.8, 3]),
    order: phases([30, 0, 50, 91, 128, 3], [28, 0.05, 2_303, 6_034, 7_207, 87], [29, 0.03, 1_793, 5_012, 6_472, 79]),
    "order-history": phases(
      [20, 0, 52, 93, 130, 2],
      [18, 0.052, 2_310, 6_040, 7_215, 61],
      [19, 0.031, 1_800, 5_020, 6_480, 58],
    ),
  },
  hurt: ["pricing", "checkout", "gateway", "order", "order-history"],
  degradations: [
    { signal: "checkout -> pricing", afterMs: 210, evidence: "p95 61 ms -> 2.94 s, errors 0 %" },
    { signal: "gateway -> checkout", afterMs: 640, evidence: "p95 86 ms -> 8.86 s, errors 0 % -> 23 %" },
    { signal: "order -> checkout", afterMs: 810, evidence: "p95 90 ms -> 6.03 s, errors 0 % -> 6.1 %" },
    { signal: "order-history -> order", afterMs: 900, evidence: "p95 92 ms -> 6.04 s, errors 0 % -> 5.2 %" },
  ],
  undecided: [],
  unmeasured: [],
  origin: {
    kind: "edge",
    edge: "checkout -> pricing",
    evidence: [
      "slowed first, 0.21 s after the fault went in; the next edge followed 0.43 s later",
      "answered 47 times slower (p95 61 ms -> 2.94 s) with an error rate of 0.4 %: no error alert would have seen it",
      "nothing that pricing itself calls got slower",
    ],
  },
  wayBack: [
    { signal: "shoppers", baselineP95Ms: 88, faultP95Ms: 8_860 },
    { signal: "gateway -> checkout", baselineP95Ms: 86, faultP95Ms: 8_857 },
    { signal: "checkout -> pricing", baselineP95Ms: 61, faultP95Ms: 2_936 },
  ],
  waiting: [
    { service: "checkout", on: "GET pricing/price", count: 1_650, longestMs: 2_931 },
    { service: "gateway", on: "POST checkout/checkout", count: 1_481, longestMs: 9_870 },
    { service: "order", on: "POST checkout/checkout", count: 88, longestMs: 7_190 },
  ],
  recovery: {
    recovered: "false",
    metastable: [
      "checkout -> pricing: 1.9 calls per request, 1.0 in the baseline: retries keep the pool full",
      "gateway -> checkout: 1,488 in flight, 14 in the baseline",
    ],
  },
  faults: [
    {
      id: "latency-1",
      type: "latency",
      on: "checkout -> pricing",
      injectedAtMs: 17_230,
      undoneAtMs: 29_810,
      took: "true",
      evidence: "the proxy delayed 741 of 741 answers; p50 of the edge 38 ms -> 2.84 s",
    },
  ],
  leftBehind: [],
  harness: {
    scheduleLagMs: { p50: 0.03, p99: 0.21, max: 3.9 },
    loopDelayMaxMs: 18.2,
    cpuMax: 0.43,
    unusable: 0,
    parts: {},
  },
};

const { stop: _, ...unstopped } = unprotected;

/** The same fault with the patterns in place: passed. */
export const guarded: RunResult = {
  ...unstopped,
  run: "20250614-091555-x8d2",
  experiment: "pricing-slow-protected",
  title: "Checkout keeps answering when pricing takes 2.84 s instead of 38 ms",
  startedAt: "2025-06-14T09:15:55.004Z",
  durationMs: 48_120,
  verdict: "pass",
  exitCode: 0,
  reasons: ["every expectation held"],
  criteria: [
    judged("steady-state", "shoppers.error_rate < 1%", 0.01, "true", 0),
    judged("steady-state", "shoppers.p95 < 300ms", 300, "true", 91),
    judged("abort", "shoppers.error_rate > 50% over 5s", 0.5, "false", 0),
    judged("expect", "shoppers.error_rate < 1%", 0.01, "true", 0.0004),
    judged("expect", "shoppers.p95 < 300ms", 300, "true", 104),
    judged("expect", "shoppers.recovery < 10s", 10_000, "true", 1_400),
    judged("expect", "(checkout -> pricing).amplification < 1.5", 1.5, "true", 0.07),
  ],
  signals: {
    shoppers: phases([200, 0, 48, 91, 124, 14], [200, 0.0004, 31, 104, 262, 31], [200, 0, 47, 90, 122, 14]),
    "order-pages": phases([20, 0, 53, 95, 131, 2], [20, 0, 36, 108, 270, 4], [20, 0, 52, 94, 130, 2]),
    "gateway -> checkout": phases(
      [200, 0, 46, 88, 120, 14, 1],
      [200, 0.0004, 29, 102, 260, 30, 1],
      [200, 0, 45, 87, 119, 14, 1],
    ),
    "checkout -> pricing": phases(
      [230, 0, 38, 62, 84, 13, 1],
      [16, 0.97, 166, 168, 171, 20, 0.07],
      [231, 0, 38, 61, 83, 14, 1],
    ),
  },
  services: {
    gateway: phases([200, 0, 48, 91, 124, 14], [200, 0.0004, 31, 104, 262, 31], [200, 0, 47, 90, 122, 14]),
    pricing: phases([230, 0, 38, 62, 84, 13], [16, 0.97, 166, 168, 171, 20], [231, 0, 38, 61, 83, 14]),
  },
  hurt: ["pricing"],
  degradations: unprotected.degradations.slice(0, 1),
  wayBack: [],
  waiting: [],
  recovery: { recovered: "true", afterMs: 1_400 },
};

/** A run whose undo failed for one record. */
export const leftovers: RunResult = {
  ...guarded,
  verdict: "undo-incomplete",
  exitCode: 4,
  reasons: ["1 of 1 undo records could not be taken out: the proxy's API refused the connection"],
  leftBehind: [
    {
      id: "u3",
      kind: "toxiproxy-toxic",
      what: "toxic latency-1 on checkout -> pricing",
      manual: "curl -X DELETE http://127.0.0.1:8474/proxies/checkout-pricing-1/toxics/latency-1 # or stop the proxy",
      data: { proxy: "checkout-pricing-1", toxic: "latency-1" },
    },
  ],
};

/** A baseline without steady state, so that nothing was injected. */
export const unsteady: RunResult = {
  ...unprotected,
  verdict: "inconclusive",
  exitCode: 3,
  reasons: [
    "there was no steady state before the fault, so nothing was injected",
    "shoppers.p95 < 300ms: does not hold at 304 ms (1,222 samples)",
  ],
  stop: { kind: "no-steady-state" },
  durationMs: 12_600,
  phases: unprotected.phases.slice(0, 3),
  criteria: [
    judged("steady-state", "shoppers.p95 < 300ms", 300, "false", 304),
    judged("abort", "shoppers.p99 > 9s over 5s", 9_000, "false", 366),
    judged("expect", "shoppers.error_rate < 1%", 0.01, "unknown"),
  ],
  signals: {
    shoppers: { baseline: stats([200, 0, 92, 304, 364, 75]) },
    "checkout -> pricing": { baseline: stats([230, 0, 47, 103, 147, 51, 0.91]) },
  },
  services: { pricing: { baseline: stats([230, 0, 47, 103, 147, 51]) } },
  hurt: [],
  degradations: [],
  origin: null,
  wayBack: [],
  waiting: [],
  recovery: null,
  faults: [
    { id: "latency-1", type: "latency", on: "checkout -> pricing", took: "unknown", evidence: "it was not injected" },
  ],
  harness: {
    scheduleLagMs: { p50: 0.28, p99: 64, max: 91 },
    loopDelayMaxMs: 85,
    cpuMax: 0.539,
    unusable: 0.08,
    parts: {
      "proxy of checkout": { delayMaxMs: 812, waiting: 0.3, unusable: 0.06 },
      machine: { delayMaxMs: 0, waiting: 0.62, unusable: 0.02 },
    },
  },
};

/** The same, but never out of steady state. */
export const untouched: RunResult = {
  ...guarded,
  hurt: [],
  recovery: { recovered: "true", afterMs: 0 },
};

/** A system that did not come up. */
export const broken: RunResult = {
  ...unsteady,
  reasons: ["notification exited with code 1 at start"],
  stop: {
    kind: "broken",
    code: "E_START",
    message: "notification exited with code 1 at start",
    hint: "see logs/ in the run's folder for why it ended",
    exitCode: 3,
  },
  phases: unprotected.phases.slice(0, 1),
  criteria: [judged("expect", "shoppers.error_rate < 1%", 0.01, "unknown")],
  signals: {},
  services: {},
};

function phases(baseline: Figures, fault: Figures, recovery: Figures): ByPhase {
  return { baseline: stats(baseline), fault: stats(fault), recovery: stats(recovery) };
}

function stats([ratePerS, errorRate, p50Ms, p95Ms, p99Ms, inFlightMax, amplification]: Figures): SignalStats {
  const ended = ratePerS * 10;
  const failed = Math.round(ended * errorRate);
  return {
    started: ended,
    ended,
    failed,
    errorRate,
    ratePerS,
    p50Ms,
    p95Ms,
    p99Ms,
    maxMs: p99Ms * 1.5,
    inFlightMax,
    ...(amplification === undefined ? {} : { amplification }),
    errors: failed === 0 ? {} : { timeout: failed },
    statuses: { "2xx": ended - failed },
  };
}
