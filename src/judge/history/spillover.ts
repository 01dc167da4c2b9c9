import { armSignal } from "../../files/experiment/arm-signals.ts";
import { seededRandom } from "../../values/random/random.ts";
import { FEWEST_EACH, simultaneousIntervals } from "../compare/simultaneous-intervals.ts";
import { formatMs, formatNumber } from "../criteria/format.ts";
import type { Interval } from "../measure/wilson.ts";
import { changeInWords } from "./change-in-words.ts";
import type { Findings } from "./findings.ts";
import type { ByPhase } from "./result.ts";
import type { RunState } from "./run-state.ts";
import type { WindowPoint } from "./window-series.ts";

/** Windows of half a second that are one value: stalls, and whatever else varies within a run, last up to a second or two. */
const WINDOWS_A_VALUE = 4;
const VALUE_MS = 2000;

/**
 * Tells of each load in two arms, a sentence each, what became of the control arm while the faults were in. Nothing was done to its
 * requests; where it got worse, that may be through what it shares with the treated arm, and then the arms differ by less than the
 * faults did.
 */
export function spilloverInWords(
  state: RunState,
  { standings }: Findings,
  signals: Readonly<Record<string, ByPhase>>,
): readonly string[] {
  const { arms, loads } = state.plan.experiment;
  if (arms === undefined || state.faults.firstInjectedAtMs === undefined) return [];
  return loads.flatMap(({ name }) => {
    const signal = armSignal(name, "control");
    const { baseline, fault } = signals[signal] ?? {};
    if (baseline === undefined || fault === undefined) return [];
    const change = `${signal} was spared, and had ${changeInWords(baseline, fault)} while the fault was in`;
    return `${change}${conclusionOf(changeOf(signal, state), standings.get(signal)?.is === "degraded", state)}`;
  });
}

function conclusionOf(times: Interval | undefined, isDegraded: boolean, state: RunState): string {
  const range =
    times && `its p95 is ${formatNumber(times.low)} to ${formatNumber(times.high)} times that of the baseline`;
  if (isDegraded || (times !== undefined && times.low > 1)) {
    const shared = `it did worse than before, maybe through what it shares with the treated arm (${callersOf(state).join(", ")}, and all on the way there), and then the arms differ by less than the fault did`;
    return `${range === undefined ? "" : `, ${range}`}: ${shared}`;
  }
  if (range !== undefined) return `, ${range}: nothing shows that the fault spilled over to it`;
  return `; a baseline and a fault phase of ${formatMs(FEWEST_EACH * VALUE_MS)} each would tell whether the fault spilled over to it`;
}

function callersOf({ faults }: RunState): readonly string[] {
  const callers = faults.injectedTargets.flatMap((target) => (target.kind === "edge" ? [target.caller] : []));
  return [...new Set(callers)];
}

/** The p95 in the fault phase as so many times that of the baseline, with the interval of comparisons of runs; undefined where there is too little. */
function changeOf(signal: string, state: RunState): Interval | undefined {
  const { phases, signals, faults, nowMs, plan } = state;
  const list = phases.list(nowMs);
  const [baseline, fault] = [list.find(({ name }) => name === "baseline"), list.find(({ name }) => name === "fault")];
  const injectedAtMs = faults.firstInjectedAtMs;
  if (baseline === undefined || fault === undefined || injectedAtMs === undefined) return undefined;
  const a = valuesOf(signals.windows(signal, baseline.fromMs, baseline.toMs));
  const b = valuesOf(signals.windows(signal, injectedAtMs, fault.toMs));
  if (Math.min(a.length, b.length) < FEWEST_EACH) return undefined;
  const [found] = simultaneousIntervals([{ a, b }], false, seededRandom(plan.experiment.seed));
  if (found === undefined || !Number.isFinite(found.low + found.high)) return undefined;
  return { low: Math.exp(found.low), high: Math.exp(found.high) };
}

/** Logarithms of the p95, of so many windows together each. */
function valuesOf(windows: readonly WindowPoint[]): readonly number[] {
  const logs = windows.filter(({ isSpoiled }) => !isSpoiled).flatMap(({ p95Ms }) => (p95Ms ? [Math.log(p95Ms)] : []));
  const values: number[] = [];
  for (let at = 0; at + WINDOWS_A_VALUE <= logs.length; at += WINDOWS_A_VALUE) {
    const some = logs.slice(at, at + WINDOWS_A_VALUE);
    values.push(some.reduce((sum, value) => sum + value, 0) / WINDOWS_A_VALUE);
  }
  return values;
}
