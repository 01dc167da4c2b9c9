import { armSignal } from "../../files/experiment/arm-signals.ts";
import { seededRandom } from "../../values/random/random.ts";
import { FEWEST_EACH, simultaneousIntervals } from "../compare/simultaneous-intervals.ts";
import { formatMs, formatNumber } from "../criteria/format.ts";
import type { Interval } from "../measure/wilson.ts";
import { changeInWords } from "./change-in-words.ts";
import { P95_SAMPLES_MIN } from "./degraded.ts";
import type { Findings } from "./findings.ts";
import type { ByPhase, Spillover } from "./result.ts";
import type { RunState } from "./run-state.ts";
import { WINDOW_MS, type WindowPoint } from "./window-series.ts";

/** Windows that are one value: stalls, and whatever else varies within a run, last up to a second or two. */
const WINDOWS_A_VALUE = 4;
/** Windows end at ticks, some 50 ms late, and one is cut where the fault goes in. */
const LONG_ENOUGH_MS = Math.ceil((FEWEST_EACH * WINDOWS_A_VALUE * (WINDOW_MS + 50)) / 1000) * 1000;
/** So that each window has a p95. */
const OFTEN_ENOUGH_PER_S = (P95_SAMPLES_MIN / WINDOW_MS) * 1000;

const TOO_FEW = `a baseline and a fault phase of ${formatMs(LONG_ENOUGH_MS)} each, with ${OFTEN_ENOUGH_PER_S} requests a second in this arm, would tell`;

/** Tells of each load in two arms what became of the control arm while the faults were in; nothing before one was. */
export function spilloverOf(
  state: RunState,
  { standings }: Findings,
  signals: Readonly<Record<string, ByPhase>>,
): readonly Spillover[] {
  const { arms, loads } = state.plan.experiment;
  if (arms === undefined || state.faults.firstInjectedAtMs === undefined) return [];
  const shared = callersOf(state);
  return loads.flatMap(({ name }): Spillover[] => {
    const signal = armSignal(name, "control");
    const { baseline, fault } = signals[signal] ?? {};
    if (baseline === undefined || fault === undefined) return [];
    const times = changeOf(signal, state);
    const known = times && { times };
    if (standings.get(signal)?.is === "degraded" || (times !== undefined && times.low > 1)) {
      return [{ signal, worse: "true", ...known, shared }];
    }
    if (times !== undefined) return [{ signal, worse: times.high <= 1 ? "false" : "unknown", times, shared }];
    return [{ signal, worse: "unknown", shared, why: TOO_FEW }];
  });
}

/** Says what became of a control arm; `signals` are those of the same run. */
export function spilloverInWords(
  { signal, worse, times, shared, why }: Spillover,
  signals: Readonly<Record<string, ByPhase>>,
): string {
  const { baseline, fault } = signals[signal] ?? {};
  const change = baseline && fault ? `, and had ${changeInWords(baseline, fault)} while the fault was in` : "";
  const range =
    times && `; its p95 is ${formatNumber(times.low)} to ${formatNumber(times.high)} times that of the baseline`;
  const spared = `${signal} was spared${change}${range ?? ""}`;
  if (worse === "true") {
    return `${spared}: it did worse than before, maybe through what it shares with the treated arm (${shared.join(", ")}, and all on the way there), and then the arms differ by less than the fault did`;
  }
  if (why !== undefined) return `${spared}; whether the fault spilled over to it can't be told: ${why}`;
  return `${spared}: nothing shows that the fault spilled over to it`;
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
