import type { LiveSignal, LiveView } from "../../../src/judge/history/result.ts";
import { bucketOf } from "../../../src/judge/measure/histogram.ts";
import { judged } from "./criteria.ts";

type Figures = [
  heat: number,
  rate: number,
  errors: number,
  p50: number,
  p95: number,
  p99: number,
  inFlight: number,
  calls?: number,
];

/** The cascade of the unprotected checkout graph, 12 s into the fault phase. */
export const cascade: LiveView = {
  experiment: "pricing-slow-unprotected",
  run: "20250614-091502-k3f9",
  phase: "fault",
  phaseElapsedMs: 12_400,
  phaseLengthMs: 30_000,
  elapsedMs: 29_800,
  loads: [
    live("shoppers", [0.82, 198.4, 0.417, 4_120, 9_380, 9_910, 1_482]),
    live("order-pages", [0.4, 20.1, 0.052, 2_310, 6_040, 7_215, 61]),
    live("notifications", [0.3, 10, 0.011, 2_290, 5_870, 6_900, 28]),
  ],
  edges: [
    live("gateway -> checkout", [0.82, 198.4, 0.417, 4_118, 9_377, 9_905, 1_481, 1]),
    live("checkout -> pricing", [1, 64.2, 0.004, 2_842, 2_936, 2_958, 186, 2.9]),
    live("checkout -> inventory", [0.05, 40.3, 0, 12.1, 19.8, 31.5, 1, 0.99]),
    live("checkout -> user", [0.13, 40.1, 0, 8.3, 15.2, 24.9, 0, 0.99]),
    live("order -> checkout", [0.76, 30.1, 0.061, 2_301, 6_031, 7_204, 88, 1]),
    live("order-history -> order", [0.7, 20.1, 0.052, 2_304, 6_037, 7_210, 60, 1]),
    live("notification -> order", [0.55, 10, 0.011, 2_285, 5_866, 6_896, 27, 1]),
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
  faults: [{ id: "latency-1", what: "latency on checkout -> pricing: adds 2.8s ± 100ms to every answer", state: "in" }],
  remedies: [],
};

/** The same graph in the baseline: nothing is in, and nothing has a heat yet. */
export const calm: LiveView = {
  ...cascade,
  phase: "baseline",
  phaseElapsedMs: 6_000,
  phaseLengthMs: 10_000,
  elapsedMs: 14_200,
  loads: [live("shoppers", [0, 200.1, 0, 47, 88, 121, 14])].map(withoutHeat),
  edges: cascade.edges.map(({ name }) => withoutHeat(live(name, [0, 200.1, 0, 38, 61, 83, 9, 1]))),
  criteria: cascade.criteria.slice(0, 4).map((criterion, at) => {
    const measured = [0, 88, 0, 121][at] ?? 0;
    return judged(criterion.role, criterion.text, criterion.limit, at < 2 ? "true" : "false", measured);
  }),
  faults: cascade.faults.map((fault) => ({ ...fault, state: "planned" })),
};

/** The runner held up by its machine. */
export const late: LiveView = {
  ...cascade,
  harness: {
    scheduleLag: [bucketOf(85), 100],
    loopDelayMaxMs: 312,
    cpu: 1.69,
    parts: { "proxy of pricing": { delayMs: 312 }, "API server": { failing: "it refused the connection" } },
  },
};

/** Before anything was measured. */
export const starting: LiveView = {
  experiment: cascade.experiment,
  run: cascade.run,
  phase: "up",
  phaseElapsedMs: 1_200,
  elapsedMs: 1_200,
  loads: [],
  edges: [],
  criteria: cascade.criteria.map(({ role, text, limit }) => judged(role, text, limit, "unknown")),
  faults: calm.faults,
  remedies: [],
};

function withoutHeat({ heat: _, ...signal }: LiveSignal): LiveSignal {
  return signal;
}

function live(
  name: string,
  [heat, ratePerS, errorRate, p50Ms, p95Ms, p99Ms, inFlightMax, amplification]: Figures,
): LiveSignal {
  const ended = Math.round(ratePerS * 2);
  const failed = Math.round(ended * errorRate);
  return {
    name,
    heat,
    started: ended + inFlightMax,
    ended,
    failed,
    errorRate,
    ratePerS,
    p50Ms,
    p95Ms,
    p99Ms,
    maxMs: p99Ms * 1.02,
    inFlightMax,
    ...(amplification === undefined ? {} : { amplification }),
    errors: failed === 0 ? {} : { "status 503": Math.ceil(failed * 0.8), timeout: Math.floor(failed * 0.2) },
    statuses: { "2xx": ended - failed, ...(failed > 0 && { "5xx": Math.ceil(failed * 0.8) }) },
  };
}
