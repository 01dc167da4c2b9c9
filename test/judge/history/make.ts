import type { Edge } from "../../../src/files/graph/graph.ts";
import type { SignalStats } from "../../../src/judge/history/result.ts";
import { Histogram } from "../../../src/judge/measure/histogram.ts";
import type { SignalDelta } from "../../../src/judge/measure/signal.ts";
import { emptyDelta } from "../../../src/judge/measure/totals.ts";

/** A healthy second at 200/s, but for what is given. */
export function statsOf(given: Partial<SignalStats> = {}): SignalStats {
  const healthy = {
    started: 200,
    ended: 200,
    failed: 0,
    errorRate: 0,
    ratePerS: 200,
    inFlightMax: 8,
    errors: {},
    statuses: {},
  };
  return { ...healthy, p50Ms: 38, p95Ms: 60, p99Ms: 80, maxMs: 90, ...given };
}

/** Ten times as slow as it was. */
export const slowStats = statsOf({ p50Ms: 380, p95Ms: 600, p99Ms: 800, maxMs: 900 });

/** `checkout -> pricing`. */
export function edgeOf(name: string): Edge {
  const [caller = "", callee = ""] = name.split(" -> ");
  return { caller, callee };
}

/** So many requests that began and ended, each in so long. */
export function deltaOf(count: number, latencyMs: number, given: Partial<SignalDelta> = {}): SignalDelta {
  const latency = new Histogram();
  latency.record(latencyMs, count);
  return { ...emptyDelta, started: count, ended: count, latency: latency.toSparse(), ...given };
}
