import type { RunResult, SignalStats } from "../../judge/history/result.ts";
import { count, latency, percent, recoveryTime, times } from "./figures.ts";
import { splitSignals } from "./signal-kinds.ts";

/** From which factor on a difference is more than noise between two runs. */
const TELLING = 1.25;

/** In sentences, what a run saw instead of another of the same load and fault: what its patterns bought, or cost. */
export function differences(from: RunResult, to: RunResult): string[] {
  const loads = Object.keys(splitSignals(from.signals).loads);
  const sentences = loads.flatMap((load) => {
    const [before, after] = [from.signals[load]?.fault, to.signals[load]?.fault];
    return before === undefined || after === undefined ? [] : [loadSentence(load, before, after)];
  });
  const called = mostSpared(from, to);
  return [
    ...sentences,
    ...(called === undefined ? [] : [called]),
    `Services hurt: ${to.hurt.length} instead of ${from.hurt.length}. Recovery: ${recovery(to)} instead of ${recovery(from)}.`,
  ];
}

function loadSentence(load: string, before: SignalStats, after: SignalStats): string {
  const p95 = `p95 ${latency(after.p95Ms)} instead of ${latency(before.p95Ms)}${factor(before.p95Ms, after.p95Ms)}`;
  const errors = `errors ${percent(after.errorRate)} instead of ${percent(before.errorRate)}`;
  const inFlight = `at most ${count(after.inFlightMax)} in flight instead of ${count(before.inFlightMax)}`;
  return `${load} saw ${p95}, ${errors}, and had ${inFlight}${factor(before.inFlightMax, after.inFlightMax)}.`;
}

/** The edge whose calls per request changed most, of those that were called more than once a request. */
function mostSpared(from: RunResult, to: RunResult): string | undefined {
  const changes = Object.keys(splitSignals(from.signals).edges).flatMap((edge) => {
    const [before, after] = [from.signals[edge]?.fault?.amplification, to.signals[edge]?.fault?.amplification];
    return before === undefined || after === undefined ? [] : [{ edge, before, after }];
  });
  const retried = changes.filter(({ before, after }) => Math.max(before, after) >= TELLING);
  const most = retried.sort((a, b) => Math.abs(b.before - b.after) - Math.abs(a.before - a.after))[0];
  if (most === undefined || !telling(most.before, most.after)) return undefined;
  return `${most.edge} was called ${times(most.after)} per request instead of ${times(most.before)}.`;
}

/** ` (85 times less)`, or nothing when the two are about the same. */
function factor(before: number | undefined, after: number | undefined): string {
  if (before === undefined || after === undefined || before === 0 || after === 0) return "";
  if (!telling(before, after)) return " (about the same)";
  return after < before ? ` (${fold(before / after)} less)` : ` (${fold(after / before)} more)`;
}

/** `2.4 times`, `85 times`. */
function fold(ratio: number): string {
  return `${count(ratio < 10 ? ratio : Math.round(ratio))} times`;
}

function telling(before: number, after: number): boolean {
  return Math.max(before, after) >= TELLING * Math.min(before, after);
}

function recovery({ recovery }: RunResult): string {
  if (recovery === null || recovery.recovered === "unknown") return "unknown";
  return recovery.recovered === "true" ? recoveryTime(recovery.afterMs) : "none";
}
