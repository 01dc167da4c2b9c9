import { otherArmSignal } from "../../files/experiment/arm-signals.ts";
import { type Criterion, signalName } from "../../files/experiment/criterion.ts";
import type { ErrorCode } from "../../values/error-codes.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { formatMs } from "../criteria/format.ts";
import type { Plan } from "../plan/plan.ts";
import { unfitAnswers } from "./baseline-answers.ts";
import { CriteriaBoard } from "./criteria-board.ts";
import type { PhaseName, ReplicaWaiting, RunEvent, StopCause } from "./event.ts";
import { FaultBoard } from "./fault-board.ts";
import { HarnessLog } from "./harness-log.ts";
import { meddlingOf } from "./meddling.ts";
import { ONSET_WINDOW_MS, OnsetLog } from "./onset-log.ts";
import { isMeasured, PhaseLog } from "./phase-log.ts";
import { PodLog } from "./pod-log.ts";
import { BLOCK_MS, RecoveryTracker } from "./recovery-tracker.ts";
import { RemedyBoard } from "./remedy-board.ts";
import { SampleBoard } from "./sample-board.ts";
import { hasSettled } from "./settled.ts";
import { SignalBoard } from "./signal-board.ts";
import { SuspicionBoard } from "./suspicion-board.ts";

export type RunStarted = Extract<RunEvent, { type: "run-started" }>;
type Tick = Extract<RunEvent, { type: "tick" }>;

/** The window of the live view. */
export const LIVE_WINDOW_MS = 2000;

/**
 * A run as its events tell it. The live run and a report made a year later fold the same events in here, so
 * they come to the same verdict.
 */
export class RunState {
  readonly started: RunStarted;
  readonly plan: Plan;
  readonly signals: SignalBoard;
  readonly samples: SampleBoard;
  readonly suspicions: SuspicionBoard;
  readonly criteria: CriteriaBoard;
  readonly faults: FaultBoard;
  readonly phases: PhaseLog;
  readonly recovery: RecoveryTracker;
  readonly remedies: RemedyBoard;
  readonly onsets = new OnsetLog();
  readonly harness = new HarnessLog();
  readonly pods = new PodLog();
  readonly diagnosis: Record<string, Readonly<Record<string, number | string>>> = {};
  /** Readings of what calls waited for while the trouble was in, a replica each; none where no service says. */
  readonly waiting: ReplicaWaiting[] = [];
  /** The ends of services that should not have ended, in order. */
  readonly deaths: string[] = [];
  /** The reason the baseline is no steady state, whatever its criteria say, a sentence each. */
  unfitBaseline: readonly string[] = [];
  /** Facts to know of the run, though it decided nothing, a sentence each. */
  readonly warnings: string[] = [];
  /** True when the loads stopped drifting in the warm-up, which goes on until then where that is asked for. */
  hasSettled = false;
  stop: StopCause | undefined;
  /** The undo records that were in when the run ended; undefined until then. */
  leftAtEnd: readonly UndoRecord[] | undefined;
  nowMs = 0;
  #tickedAtMs = 0;
  #blockFromMs = 0;

  /** @param watched criteria that decide nothing in this run, and that `criteria` can be asked about */
  constructor(started: RunStarted, watched: readonly Criterion[] = []) {
    const { plan } = started;
    this.started = started;
    this.plan = plan;
    this.signals = new SignalBoard(plan);
    this.samples = new SampleBoard(plan);
    this.suspicions = new SuspicionBoard(signalsOfCriteria(plan, watched));
    this.criteria = new CriteriaBoard(plan, this.signals, this.samples, this.suspicions);
    for (const criterion of watched) this.criteria.watch(criterion);
    this.faults = new FaultBoard(plan);
    this.phases = new PhaseLog(this.signals);
    this.recovery = new RecoveryTracker(plan.recoveryWindowMs);
    this.remedies = new RemedyBoard(plan, this.recovery);
    for (const windowMs of [LIVE_WINDOW_MS, ONSET_WINDOW_MS, BLOCK_MS, plan.recoveryWindowMs]) {
      this.signals.keepWindow(windowMs);
    }
    for (const windowMs of [BLOCK_MS, plan.recoveryWindowMs]) {
      for (const board of [this.samples, this.suspicions]) board.keepWindow(windowMs);
    }
  }

  apply(event: RunEvent): void {
    // What is done about it after its end is no part of the run.
    if (this.leftAtEnd !== undefined) {
      if (event.type === "untold") this.warnings.push(untoldInWords(event));
      this.faults.apply(event, this.started.wall);
      return;
    }
    this.nowMs = event.atMs;
    this.signals.uncounted.note(event.atMs, this.faults.faultsIn());
    this.faults.apply(event);
    this.remedies.apply(event);
    switch (event.type) {
      case "phase":
        this.#startPhase(event.atMs, event.phase);
        break;
      case "tick":
        this.#tick(event);
        break;
      case "injected":
      case "undoing":
      case "undone":
        if (event.type === "injected") this.samples.faultWentIn(event.atMs);
        this.signals.cut(event.atMs);
        this.#blockFromMs = event.atMs;
        this.recovery.ending(this.faults.endingAtMs, this.faults.outAtMs);
        break;
      case "stopped":
        this.stop ??= event.cause;
        break;
      case "run-ended":
        this.leftAtEnd = this.faults.pendingUndo();
        break;
      case "service-died":
        this.deaths.push(event.why);
        break;
      case "pods":
        this.pods.add(event);
        break;
      case "waiting":
        this.waiting.push(event);
        break;
      case "diagnosis":
        this.diagnosis[event.service] = event.facts;
        break;
    }
  }

  #startPhase(atMs: number, phase: PhaseName): void {
    if (phase === "baseline") this.#warnOfDrift();
    this.phases.start(atMs, phase);
    this.#blockFromMs = atMs;
    this.samples.startPhase(atMs);
    this.suspicions.startPhase(atMs, phase);
    this.criteria.startPhase(atMs);
  }

  #tick({ atMs, signals, samples, harness }: Tick): void {
    const phase = this.phases.current;
    const spoilers = this.suspicions.spoilers(harness);
    if (isMeasured(phase)) this.harness.add(harness, atMs - this.#tickedAtMs, spoilers);
    else this.harness.pass(harness);
    this.#tickedAtMs = atMs;
    const meddling = meddlingOf(harness, spoilers);
    this.signals.add(atMs, signals, meddling);
    this.suspicions.add(atMs, signals, harness, meddling);
    this.samples.add(atMs, samples);
    this.criteria.tick(atMs, phase);
    if (phase === "warm-up") this.hasSettled ||= this.#isSettled(atMs);
    if (phase === "baseline") this.unfitBaseline = unfitAnswers(this.plan, this.signals);
    if (phase === "fault") this.#lookForOnsets(atMs);
    if (phase === "baseline" || phase === "fault" || phase === "recovery") this.#lookAtSteadyState(atMs, phase);
  }

  #isSettled(atMs: number): boolean {
    if (!this.plan.experiment.phases.warmUpUntilSteady) return false;
    return this.plan.experiment.loads.every(({ name }) =>
      hasSettled(this.signals.windows(name, this.phases.startedAtMs, atMs), atMs),
    );
  }

  #warnOfDrift(): void {
    const { warmUpUntilSteady, warmUpMs } = this.plan.experiment.phases;
    if (!warmUpUntilSteady || this.hasSettled) return;
    this.warnings.push(`the load still drifted when the warm-up had lasted ${formatMs(warmUpMs)}, the longest it may`);
  }

  /** True when the system was in a steady state in the baseline so far. */
  get isSteady(): boolean {
    return this.criteria.steadyState() === "true" && this.unfitBaseline.length === 0;
  }

  /** In the baseline, to know how often it is broken anyway; then from when faults end, which may be long before their phase does. */
  #lookAtSteadyState(atMs: number, phase: PhaseName): void {
    const { experiment, recoveryWindowMs } = this.plan;
    const isBaseline = phase === "baseline";
    const fromMs = isBaseline ? this.phases.startedAtMs : this.faults.endingAtMs;
    if (experiment.steadyState.length === 0 || fromMs === undefined) return;
    const remedied = this.remedies.current;
    if (atMs - fromMs >= recoveryWindowMs) {
      const holds = this.criteria.steadyState(recoveryWindowMs);
      const look = { atMs, holds, unseenMs: this.criteria.unseenMs(recoveryWindowMs) };
      this.recovery.looked(look, isBaseline);
      remedied?.looked(look);
    }
    if (atMs - this.#blockFromMs < BLOCK_MS) return;
    const isBroken = this.criteria.isSteadyStateBroken(BLOCK_MS);
    this.recovery.blockEnded(atMs, isBroken, isBaseline);
    remedied?.blockEnded(atMs, isBroken);
    this.#blockFromMs = atMs;
  }

  #lookForOnsets(atMs: number): void {
    if (this.faults.firstInjectedAtMs === undefined) return;
    for (const [signal, now] of Object.entries(this.signals.stats(ONSET_WINDOW_MS))) {
      const baseline = this.phases.baselineOf(signal);
      if (baseline) this.onsets.look(atMs, signal, now, baseline);
    }
  }
}

/** Loads and edges that criteria are about. */
function signalsOfCriteria({ experiment }: Plan, watched: readonly Criterion[]): Set<string> {
  const { steadyState, abort, expect } = experiment;
  const names = [...steadyState, ...abort, ...expect, ...watched].map(({ signal }) => signalName(signal));
  return new Set([...names, ...names.flatMap((name) => otherArmSignal(name) ?? [])]);
}

/** A run that goes on, or was killed, has proved nothing yet, whatever held so far. */
const unfinished = {
  kind: "broken",
  code: "E_UNFINISHED" satisfies ErrorCode,
  message: "the run has no end in its journal: it goes on, or its runner was killed, or the journal was cut short",
  exitCode: exitCodes.inconclusive,
} as const satisfies StopCause;

/** Looks at a run while its events are folded. */
export interface Watcher {
  /** Criteria that decide nothing in the run, and that it wants to ask about. */
  readonly criteria: readonly Criterion[];
  /** Called after each tick. */
  ticked(state: RunState): void;
}

/** The state of a run whose events were kept; undefined when there is not even the first, which holds the plan. */
export async function foldRun(events: AsyncIterable<RunEvent>, watcher?: Watcher): Promise<RunState | undefined> {
  let state: RunState | undefined;
  for await (const event of events) {
    if (event.type === "run-started") state = new RunState(event, watcher?.criteria);
    state?.apply(event);
    if (state !== undefined && event.type === "tick") watcher?.ticked(state);
  }
  if (state && state.leftAtEnd === undefined) state.apply({ atMs: state.nowMs, type: "stopped", cause: unfinished });
  return state;
}

/** The warning that somebody outside was not told everything of a run. */
export function untoldInWords({ outlet, why }: { readonly outlet: string; readonly why: string }): string {
  return `${outlet} was not told everything: ${why}`;
}
