import { targetName } from "../../files/experiment/fault-spec.ts";
import type { PlannedFault } from "../plan/plan.ts";
import { awaitsRecovery } from "./awaits-recovery.ts";
import { doubtOnBusyMachine, type ShortWindows } from "./busy-machine.ts";
import { type Findings, findingsOf } from "./findings.ts";
import { feedingLoops } from "./metastable.ts";
import { findOrigin, type Observed } from "./origin.ts";
import type { Recovery, RunResult } from "./result.ts";
import type { RunState } from "./run-state.ts";
import { doubtOnSharedArms } from "./shared-arms.ts";
import { spilloverInWords, spilloverOf } from "./spillover.ts";
import { doubtOnUndividedArms } from "./undivided-arms.ts";
import { recoveredInWords, undoneLate } from "./undone-late.ts";
import { decide } from "./verdict.ts";
import { waitingCalls } from "./waiting-calls.ts";
import { wayBackTo } from "./way-back.ts";

/** The outcome of the run, as far as it went. */
export function resultOf(state: RunState): RunResult {
  const { plan, phases, faults } = state;
  const [signals, services] = [phases.signals(), phases.services()];
  const findings = findingsOf(state, signals, services);
  const recovery = recoveryOf(state);
  const harness = state.harness.stats();
  const spillover = spilloverOf(state, findings, signals);
  const criteria = doubtOnBusyMachine(
    doubtOnSharedArms(doubtOnUndividedArms(state.criteria.all(recovery), faults.outcomes()), spillover, signals),
    findings.standings,
    (name) => shortWindows(state, name),
    harness,
  );
  const leftBehind = faults.pendingUndo();
  const pods = state.pods.all(state.nowMs);
  const remedies = state.remedies.outcomes(recovery);
  const observed = observedOf(state, findings, signals, services);
  const origin = findOrigin(observed);
  return {
    run: state.started.run,
    experiment: plan.experiment.name,
    title: plan.experiment.title,
    platform: plan.platform,
    startedAt: state.started.wall,
    durationMs: state.nowMs,
    ...decide({
      leftBehind,
      undoneLate: undoneLate(state),
      ...(state.stop && { stop: state.stop }),
      criteria,
      faults: faults.outcomes(),
      unreached: plan.faults.filter(({ unreached }) => unreached).map(unreachedInWords),
      unfitBaseline: state.unfitBaseline,
      leftOut: (plan.leftOut ?? []).map(({ id, why }) => `${id} was left out: ${why}`),
      recovery,
      remediesNotDone: state.remedies.failures,
      awaitsRecovery: awaitsRecovery(plan),
      deaths: state.deaths,
      spillover: spillover.map((one) => spilloverInWords(one, signals)),
    }),
    warnings: [...state.warnings, ...recoveredInWords(state)],
    ...(state.stop && { stop: state.stop }),
    phases: phases.list(state.nowMs),
    criteria,
    signals,
    services,
    hurt: findings.hurt,
    ...(spillover.length > 0 && { spillover }),
    degradations: findings.degradations,
    undecided: findings.undecided,
    unmeasured: findings.unmeasured,
    origin,
    wayBack: wayBackTo(origin, observed),
    waiting: waitingCalls(state.waiting),
    recovery,
    ...(remedies.length > 0 && { remedies }),
    faults: faults.outcomes(),
    ...(pods.length > 0 && { pods }),
    leftBehind,
    ...(faults.forgotten.length > 0 && {
      forgotten: faults.forgotten.map(({ record: { id, what, manual }, ...by }) => ({ id, what, manual, ...by })),
    }),
    ...(faults.late.length > 0 && {
      recovered: faults.late.map(({ record: { id, what }, ...late }) => ({ id, what, ...late })),
    }),
    harness,
  };
}

function observedOf(
  { plan, signals: board, faults }: RunState,
  { standings, degradations }: Findings,
  signals: RunResult["signals"],
  services: RunResult["services"],
): Observed {
  const { edges } = board;
  const { loads } = plan.experiment;
  const { edgesUnseen } = plan;
  const targets = faults.injectedTargets;
  return {
    loads,
    edges,
    standings,
    degradations,
    signals,
    services,
    targets,
    ...(edgesUnseen && { edgesUnseen }),
  };
}

function shortWindows({ faults, phases, signals, nowMs }: RunState, name: string): ShortWindows {
  const span = (phase: "baseline" | "fault") => phases.list(nowMs).find((one) => one.name === phase);
  const [baseline, fault] = [span("baseline"), span("fault")];
  const fromMs = faults.firstInjectedAtMs ?? Number.POSITIVE_INFINITY;
  return {
    before: baseline ? signals.windows(name, baseline.fromMs, baseline.toMs) : [],
    during: fault ? signals.windows(name, fromMs, fault.toMs) : [],
  };
}

function unreachedInWords({ id, on }: PlannedFault): string {
  return `${id} was on ${targetName(on)}, which no load reaches: it proved nothing`;
}

function recoveryOf(state: RunState): Recovery | null {
  const wentThrough = state.phases.list(state.nowMs).some(({ name }) => name === "recovery");
  const recovery = wentThrough ? state.recovery.read() : null;
  if (recovery?.recovered !== "false") return recovery;
  const [failure] = state.remedies.failures;
  if (failure !== undefined) return { recovered: "unknown", why: failure };
  const feeding = feedingLoops(state.phases.signals(), state.diagnosis);
  return feeding.length === 0 ? recovery : { ...recovery, metastable: feeding };
}
