import type { PhaseLengths } from "../../files/experiment/experiment.ts";
import { edgeName } from "../../values/edge-name.ts";
import { heatOf } from "./degraded.ts";
import type { PhaseName } from "./event.ts";
import type { LiveSignal, LiveView } from "./result.ts";
import { LIVE_WINDOW_MS, type RunState } from "./run-state.ts";

const LENGTH_KEYS: Readonly<Partial<Record<PhaseName, Exclude<keyof PhaseLengths, "warmUpUntilSteady">>>> = {
  "warm-up": "warmUpMs",
  baseline: "baselineMs",
  fault: "faultMs",
  recovery: "recoveryMs",
};

/** The run as it is now. */
export function liveViewOf(state: RunState): LiveView {
  const { plan, phases, harness } = state;
  const lengthKey = LENGTH_KEYS[phases.current];
  const signals = liveSignals(state);
  const pick = (names: readonly string[]) => signals.filter(({ name }) => names.includes(name));
  return {
    experiment: plan.experiment.name,
    run: state.started.run,
    phase: phases.current,
    phaseElapsedMs: state.nowMs - phases.startedAtMs,
    ...(lengthKey && { phaseLengthMs: plan.experiment.phases[lengthKey] }),
    ...(phases.current === "warm-up" && plan.experiment.phases.warmUpUntilSteady && { untilSteady: true }),
    elapsedMs: state.nowMs,
    loads: pick(state.signals.loads),
    edges: pick(state.signals.edges.map(edgeName)),
    criteria: state.criteria.all(state.recovery.read()),
    faults: state.faults.live(),
    remedies: state.remedies.live(),
    ...(harness.latest && { harness: harness.latest }),
  };
}

function liveSignals(state: RunState): LiveSignal[] {
  return Object.entries(state.signals.stats(LIVE_WINDOW_MS)).map(([name, stats]) => {
    const baseline = state.phases.baselineOf(name);
    const isSeen = stats.opaque === undefined;
    return { name, ...stats, ...(baseline && isSeen && { heat: heatOf(stats, baseline) }) };
  });
}
