import { formatMs } from "../criteria/format.ts";
import type { ByPhase, SignalStats } from "./result.ts";

/**
 * What keeps a system down when the fault is gone, the strongest first: retries that multiply calls, queues
 * that don't drain, and what the services say of their breakers and pools.
 */
export function feedingLoops(
  signals: Readonly<Record<string, ByPhase>>,
  diagnosis: Readonly<Record<string, Readonly<Record<string, number | string>>>>,
): string[] {
  const loops: { readonly strength: number; readonly words: string }[] = [];
  for (const [name, { baseline, recovery }] of Object.entries(signals)) {
    if (baseline && recovery) loops.push(...loopsOf(name, baseline, recovery));
  }
  const words = loops.sort((a, b) => b.strength - a.strength).map((loop) => loop.words);
  for (const [service, facts] of Object.entries(diagnosis)) {
    const said = Object.entries(facts).map(([fact, value]) => `${fact} ${value}`);
    if (said.length > 0) words.push(`${service} says: ${said.join(", ")}`);
  }
  return words;
}

function loopsOf(name: string, baseline: SignalStats, recovery: SignalStats) {
  const loops: { readonly strength: number; readonly words: string }[] = [];
  const retries = (recovery.amplification ?? 0) / (baseline.amplification ?? Number.POSITIVE_INFINITY);
  if (retries > 1.2) {
    loops.push({ strength: retries, words: `retries on ${name}: ${retries.toFixed(1)} x the calls for each request` });
  }
  const queued = recovery.inFlightMax / Math.max(1, baseline.inFlightMax);
  if (queued > 2) {
    const slow = recovery.p95Ms === undefined ? "" : `, p95 ${formatMs(recovery.p95Ms)}`;
    loops.push({ strength: queued, words: `queue on ${name}: up to ${recovery.inFlightMax} in flight${slow}` });
  }
  return loops;
}
