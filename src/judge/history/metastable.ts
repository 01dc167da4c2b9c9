import { formatMs, formatNumber } from "../criteria/format.ts";
import type { ByPhase, SignalStats } from "./result.ts";

type Facts = Readonly<Record<string, number | string>>;

/** Calls for each request against the baseline's; up to this they are a retry here and there. */
const MORE_CALLS = 1.2;
/** Connections per second that sessions try to open, against the baseline's, or against one; a few are lost at any time. */
const MORE_ATTEMPTS = 2;
/** Most in flight, and the median, against the baseline's: the first alone is noisy, and a queue makes all wait. */
const QUEUED = { inFlight: 2, median: 2 } as const;

/**
 * Finds the loops that keep a system down when the fault is gone, the strongest first: retries that multiply calls,
 * sessions that are opened again and again, queues that don't drain, and what the services say of themselves that a
 * healthy one wouldn't. Empty where nothing is seen.
 */
export function feedingLoops(
  signals: Readonly<Record<string, ByPhase>>,
  diagnosis: Readonly<Record<string, Facts>>,
): string[] {
  const loops: { readonly strength: number; readonly words: string }[] = [];
  for (const [name, { baseline, recovery }] of Object.entries(signals)) {
    if (baseline && recovery) loops.push(...loopsOf(name, baseline, recovery));
  }
  const words = loops.sort((a, b) => b.strength - a.strength).map((loop) => loop.words);
  for (const [service, facts] of Object.entries(diagnosis)) {
    const sick = Object.entries(facts).filter(([fact, value]) => isSick(fact, value));
    if (sick.length > 0) words.push(`${service} says: ${sick.map(([fact, value]) => `${fact} ${value}`).join(", ")}`);
  }
  return words;
}

/** Tells whether a fact of Platform's diagnosis is other than a healthy service's, whatever its load. */
function isSick(fact: string, value: number | string): boolean {
  if (fact.startsWith("breaker ")) return value !== "closed";
  if (fact === "status") return value !== "running";
  if (fact === "health") return value === "unhealthy";
  if (fact === "ready") return !isAll(String(value));
  return fact === "pool queued" || fact === "restarts" ? Number(value) > 0 : SICK.includes(fact);
}

/** Facts that only a sick service has. */
const SICK = ["exit code", "trouble", "workload", "unreachable"];

/** `3 of 3` */
function isAll(value: string): boolean {
  const [ready, desired] = value.split(" of ");
  return ready === desired;
}

function loopsOf(name: string, baseline: SignalStats, recovery: SignalStats) {
  const loops: { readonly strength: number; readonly words: string }[] = [];
  const retries = (recovery.amplification ?? 0) / (baseline.amplification ?? Number.POSITIVE_INFINITY);
  if (retries > MORE_CALLS) {
    loops.push({ strength: retries, words: `retries on ${name}: ${retries.toFixed(1)} x the calls for each request` });
  }
  const { attemptsPerS = 0 } = recovery;
  const reconnects = attemptsPerS / Math.max(1, baseline.attemptsPerS ?? 0);
  if (reconnects > MORE_ATTEMPTS) {
    loops.push({
      strength: reconnects,
      words: `reconnects of ${name}: ${formatNumber(attemptsPerS)} attempts a second`,
    });
  }
  const queued = recovery.inFlightMax / Math.max(1, baseline.inFlightMax);
  const isSlow = (recovery.p50Ms ?? 0) > QUEUED.median * (baseline.p50Ms ?? 0);
  if (queued > QUEUED.inFlight && isSlow) {
    const slow = recovery.p95Ms === undefined ? "" : `, p95 ${formatMs(recovery.p95Ms)}`;
    loops.push({ strength: queued, words: `queue on ${name}: up to ${recovery.inFlightMax} in flight${slow}` });
  }
  return loops;
}
