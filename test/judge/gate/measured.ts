import type { MeasuredRun, PhaseFigures } from "../../../src/judge/gate/figures.ts";
import type { Random } from "../../../src/values/random/random.ts";

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A run with one load, slower by some factor and with so many more failures. Runs differ by some per cent. */
export function measured(run: string, random: Random, change: { slower?: number; failing?: number } = {}): MeasuredRun {
  const { slower = 1, failing = 0 } = change;
  const time = (ms: number) => ms * slower * Math.exp(0.04 * normal(random));
  const phase = (): PhaseFigures => ({
    p50Ms: time(20),
    p95Ms: time(40),
    p99Ms: time(55),
    errorRate: Math.max(0, 0.01 + failing + 0.002 * normal(random)),
    ended: 4000,
  });
  return { run, startedAt: "2026-01-01T00:00:00.000Z", figures: { users: { baseline: phase(), fault: phase() } } };
}

export function measuredRuns(
  count: number,
  random: Random,
  change?: { slower?: number; failing?: number },
): readonly MeasuredRun[] {
  return Array.from({ length: count }, (_, nth) => measured(`run-${nth}`, random, change));
}
