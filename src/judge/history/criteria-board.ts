import { otherArmSignal } from "../../files/experiment/arm-signals.ts";
import { type Criterion, comparesArms, signalName } from "../../files/experiment/criterion.ts";
import type { Trit } from "../../values/trit.ts";
import { judge, marginOf } from "../criteria/evaluate.ts";
import { HeldFor } from "../criteria/held-for.ts";
import { compares, undecided } from "../criteria/judgement.ts";
import type { Plan } from "../plan/plan.ts";
import { couldExplain, doubted, type Measured } from "./doubt.ts";
import type { CriterionRole, Judgement, PhaseName } from "./event.ts";
import { NOTICED_LATE_MS } from "./meddling.ts";
import type { JudgedCriterion, Recovery } from "./result.ts";
import type { SampleBoard } from "./sample-board.ts";
import type { SignalBoard } from "./signal-board.ts";
import type { SuspicionBoard } from "./suspicion-board.ts";
import { WindowedExpectation } from "./windowed-expectation.ts";

const NOT_YET: Judgement = { holds: "unknown", samples: 0, why: "its phase has not come" };

/** Aborts are judged until the faults are out; from then on a system that stays down is metastable, not aborted. */
const ABORTABLE: readonly PhaseName[] = ["warm-up", "baseline", "fault"];

/** The effects of a fault go on for so long after it began to be taken out. */
const CONFIRMED_WITHIN_MS = 1000;

/** An abort criterion that held, and when. */
export interface HeldAbort {
  readonly index: number;
  readonly judgement: Judgement;
  readonly atMs: number;
}

/** Every criterion of a run and what it says: steady state in the baseline, aborts until the faults are out, expectations in the fault phase. */
export class CriteriaBoard {
  readonly #plan: Plan;
  readonly #board: SignalBoard;
  readonly #samples: SampleBoard;
  readonly #suspicions: SuspicionBoard;
  readonly #judgements = new Map<Criterion, Judgement>();
  readonly #held = new Map<Criterion, HeldFor>();
  readonly #windowed = new Map<Criterion, WindowedExpectation>();
  /** Those that were decided in this phase, and what broke them last. */
  readonly #decided = new Set<Criterion>();
  readonly #brokenBy = new Map<Criterion, Judgement>();
  #phaseStartMs = 0;
  #heldAbort: HeldAbort | undefined;

  constructor(plan: Plan, board: SignalBoard, samples: SampleBoard, suspicions: SuspicionBoard) {
    this.#plan = plan;
    this.#board = board;
    this.#samples = samples;
    this.#suspicions = suspicions;
    const { steadyState, abort, expect } = plan.experiment;
    for (const criterion of [...steadyState, ...abort, ...expect]) {
      this.watch(criterion);
      this.#held.set(criterion, new HeldFor(criterion.forMs));
    }
    for (const criterion of expect) {
      if (criterion.overMs !== undefined)
        this.#windowed.set(criterion, new WindowedExpectation(criterion, NOTICED_LATE_MS));
    }
  }

  /** Keeps the window of a criterion that decides nothing in this run, so that it can be looked at. */
  watch({ overMs }: Criterion): void {
    if (overMs !== undefined)
      for (const each of [this.#board, this.#samples, this.#suspicions]) each.keepWindow(overMs);
  }

  /** Judges a criterion of the experiment's, or one that is watched, as of now: over its window, or the phase so far. */
  look(criterion: Criterion): Judgement {
    return this.#judge(criterion, "expect", criterion.overMs);
  }

  /** The first abort criterion that held, ever. */
  get heldAbort(): HeldAbort | undefined {
    return this.#heldAbort;
  }

  startPhase(atMs: number): void {
    this.#phaseStartMs = atMs;
    this.#decided.clear();
    this.#brokenBy.clear();
  }

  /** Judges what is judged in this phase; call it after the tick's observations are in. */
  tick(atMs: number, phase: PhaseName): void {
    this.#withdrawWhatIsExplained();
    if (ABORTABLE.includes(phase)) this.#judgeAborts(atMs);
    this.#confirmAbort(atMs);
    if (phase === "baseline") this.#judgeSteadyState(atMs);
    if (phase === "fault") this.#judgeExpectations(atMs);
  }

  /** Tells whether all of steady state held over the baseline so far, or over a sliding window that is kept. */
  steadyState(windowMs?: number): Trit {
    const holds = this.#plan.experiment.steadyState.map((criterion) =>
      windowMs === undefined
        ? (this.#judgements.get(criterion)?.holds ?? "unknown")
        : this.#judge(criterion, "steady-state", windowMs).holds,
    );
    if (holds.includes("false")) return "false";
    return holds.includes("unknown") ? "unknown" : "true";
  }

  /**
   * The time at the beginning of a sliding window that is kept, in ms, for which steady state isn't known to have held: until samples that
   * say so came.
   */
  unseenMs(windowMs: number): number {
    const times = this.#plan.experiment.steadyState.map(({ signal, comparison, limit }) =>
      signal.kind === "sampled"
        ? this.#samples.unseenMs(signal.name, windowMs, (value) => compares(comparison, value, limit))
        : 0,
    );
    return Math.max(0, ...times);
  }

  /**
   * Tells whether what was measured over a window that is kept breaks steady state, be it on few samples; undefined
   * when nothing was, or the harness could explain it.
   */
  isSteadyStateBroken(windowMs: number): boolean | undefined {
    const broken = this.#plan.experiment.steadyState.flatMap((criterion) => {
      const { measured, explainedBy } = this.#doubted(
        criterion,
        this.#measure(criterion, "steady-state", windowMs),
        windowMs,
      );
      return measured === undefined || explainedBy !== undefined
        ? []
        : [!compares(criterion.comparison, measured, criterion.limit)];
    });
    return broken.length === 0 ? undefined : broken.includes(true);
  }

  all(recovery: Recovery | null): JudgedCriterion[] {
    const { steadyState, abort, expect } = this.#plan.experiment;
    const describe = (role: CriterionRole) => (criterion: Criterion) => this.#describe(criterion, role, recovery);
    return [
      ...steadyState.map(describe("steady-state")),
      ...abort.map(describe("abort")),
      ...expect.map(describe("expect")),
    ];
  }

  #judgeAborts(atMs: number): void {
    for (const [index, criterion] of this.#plan.experiment.abort.entries()) {
      const measured = this.#measure(criterion, "abort", criterion.overMs);
      const judgement = this.#doubted(criterion, measured, criterion.overMs);
      // By what was measured: whoever is to blame, the fault goes out first.
      const heldLongEnough = this.#held.get(criterion)?.judged(atMs, measured.judgement.holds) ?? false;
      // What ended the fault stays as it was found then.
      if (this.#heldAbort?.index !== index) this.#judgements.set(criterion, judgement);
      if (heldLongEnough) this.#heldAbort ??= { index, judgement, atMs };
    }
  }

  /**
   * An abort holds at the very moment at which its limit is crossed, so by so little that any lateness could explain it.
   * What is seen a moment later, when more of the same has come, may leave no doubt.
   */
  #confirmAbort(atMs: number): void {
    const held = this.#heldAbort;
    const criterion = this.#plan.experiment.abort[held?.index ?? -1];
    if (held === undefined || criterion === undefined || atMs - held.atMs > CONFIRMED_WITHIN_MS) return;
    if (this.#judgements.get(criterion)?.explainedBy === undefined) return;
    const judgement = this.#judge(criterion, "abort", criterion.overMs);
    if (judgement.holds === "true") this.#judgements.set(criterion, judgement);
  }

  /** A part of the harness that fails is noticed a little later than what it broke. */
  #withdrawWhatIsExplained(): void {
    const sinceMs = this.#suspicions.failingSinceMs;
    if (sinceMs === undefined) return;
    const { parts, words } = this.#suspicions.inWords(0);
    const doubt = { explainedBy: parts, why: couldExplain(words) };
    for (const [criterion, windowed] of this.#windowed) {
      if (criterion.metric.kind === "error_rate") windowed.withdraw(sinceMs, doubt);
    }
    const abort = this.#heldAbort;
    const criterion = this.#plan.experiment.abort[abort?.index ?? -1];
    if (abort === undefined || criterion?.metric.kind !== "error_rate" || abort.atMs < sinceMs) return;
    this.#judgements.set(criterion, { ...abort.judgement, ...doubt, holds: "unknown" });
  }

  #judgeSteadyState(atMs: number): void {
    for (const criterion of this.#plan.experiment.steadyState) {
      this.#judgements.set(criterion, this.#judgeFor(criterion, "steady-state", atMs));
    }
  }

  #judgeExpectations(atMs: number): void {
    for (const criterion of this.#plan.experiment.expect) {
      const windowed = this.#windowed.get(criterion);
      const isFull = atMs - this.#phaseStartMs >= (criterion.overMs ?? 0);
      if (!windowed || criterion.forMs !== undefined) {
        this.#judgements.set(criterion, this.#judgeFor(criterion, "expect", atMs));
      } else if (isFull) {
        this.#judgements.set(criterion, windowed.judged(this.#judge(criterion, "expect", criterion.overMs), atMs));
      }
    }
  }

  /** As judged now; one with a `for` holds when it has held for that long, and says else what broke it. */
  #judgeFor(criterion: Criterion, role: CriterionRole, atMs: number): Judgement {
    const judgement = this.#judge(criterion, role, criterion.overMs);
    const { holds } = judgement;
    const held = this.#held.get(criterion);
    const isFirst = !this.#decided.has(criterion);
    if (held === undefined || (isFirst && holds === "unknown")) return judgement;
    // A phase begins without samples: what its first judgement says counts from its start.
    if (isFirst) held.judged(this.#phaseStartMs, holds);
    this.#decided.add(criterion);
    if (held.judged(atMs, holds)) return judgement;
    if (holds !== "true") this.#brokenBy.set(criterion, judgement);
    return this.#brokenBy.get(criterion) ?? { ...judgement, holds: "unknown", why: "it has not held for so long yet" };
  }

  #judge(criterion: Criterion, role: CriterionRole, windowMs: number | undefined): Judgement {
    return this.#doubted(criterion, this.#measure(criterion, role, windowMs), windowMs);
  }

  #doubted(criterion: Criterion, measured: Measured, windowMs: number | undefined): Judgement {
    return doubted(criterion, measured, this.#suspicions, windowMs);
  }

  /** Judges by the measurements alone, whoever is to blame for them. */
  #measure(criterion: Criterion, role: CriterionRole, windowMs: number | undefined): Measured {
    const { signal } = criterion;
    if (signal.kind === "sampled") {
      const samples = this.#samples.read(signal.name, windowMs);
      const judgement = judge(criterion, { signal: undefined, ...(samples && { samples }) }, role);
      return { judgement, reading: undefined };
    }
    const name = signalName(signal);
    const hiddenBy = this.#board.hiddenBy(name, windowMs);
    if (hiddenBy !== undefined) {
      const why = `calls on ${name} that ${hiddenBy} fails don't come to what counts them`;
      return { judgement: undecided(why, 0), reading: undefined };
    }
    if (comparesArms(criterion.metric)) return this.#compare(criterion, role, windowMs);
    const reading = this.#board.read(name, windowMs);
    const incoming = signal.kind === "edge" ? this.#board.readIncoming(signal.caller, windowMs) : undefined;
    const came = incoming && { incoming: incoming.started, incomingOpaque: incoming.opaque };
    return { judgement: judge(criterion, { signal: reading, ...came }, role), reading };
  }

  /** By both arms of a load. */
  #compare(criterion: Criterion, role: CriterionRole, windowMs: number | undefined): Measured {
    const name = signalName(criterion.signal);
    const [reading, other] = [name, otherArmSignal(name) ?? ""].map((arm) => this.#board.read(arm, windowMs));
    const judgement = judge(criterion, { signal: reading, ...(other && { otherArm: other }) }, role);
    return { judgement, reading, ...(other && { other }) };
  }

  #describe(criterion: Criterion, role: CriterionRole, recovery: Recovery | null): JudgedCriterion {
    const judgement =
      criterion.metric.kind === "recovery"
        ? judge(criterion, { signal: undefined, ...(recovery && { recovery }) }, role)
        : (this.#judgements.get(criterion) ?? NOT_YET);
    const margin = marginOf(criterion, judgement, role);
    return { ...criterion, role, judgement, ...(margin !== undefined && { margin }) };
  }
}
