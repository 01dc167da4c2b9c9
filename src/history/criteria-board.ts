import { judge, marginOf } from "../criteria/evaluate.ts";
import { HeldFor } from "../criteria/held-for.ts";
import { type Criterion, type Metric, signalName } from "../experiment/criterion.ts";
import type { ReadonlyHistogram } from "../measure/histogram.ts";
import type { Plan } from "../plan/plan.ts";
import type { CriterionRole, Judgement, PhaseName, Trit } from "./event.ts";
import type { JudgedCriterion, Recovery } from "./result.ts";
import type { SampleBoard } from "./sample-board.ts";
import type { SignalBoard } from "./signal-board.ts";
import { WindowedExpectation } from "./windowed-expectation.ts";

const NOT_YET: Judgement = { holds: "unknown", samples: 0, why: "its phase has not come" };

/** Aborts are judged until the faults are out; from then on a system that stays down is metastable, not aborted. */
const ABORTABLE: readonly PhaseName[] = ["warm-up", "baseline", "fault"];

/** Every criterion of a run and what it says: steady state in the baseline, aborts until the faults are out, expectations in the fault phase. */
export class CriteriaBoard {
  readonly #plan: Plan;
  readonly #board: SignalBoard;
  readonly #samples: SampleBoard;
  readonly #judgements = new Map<Criterion, Judgement>();
  readonly #held = new Map<Criterion, HeldFor>();
  readonly #windowed = new Map<Criterion, WindowedExpectation>();
  /** Those that were decided in this phase, and what broke them last. */
  readonly #decided = new Set<Criterion>();
  readonly #brokenBy = new Map<Criterion, Judgement>();
  #phaseStartMs = 0;
  #heldAbort: { readonly index: number; readonly judgement: Judgement } | undefined;

  constructor(plan: Plan, board: SignalBoard, samples: SampleBoard) {
    this.#plan = plan;
    this.#board = board;
    this.#samples = samples;
    const { steadyState, abort, expect } = plan.experiment;
    for (const criterion of [...steadyState, ...abort, ...expect]) {
      if (criterion.overMs !== undefined) for (const each of [board, samples]) each.keepWindow(criterion.overMs);
      this.#held.set(criterion, new HeldFor(criterion.forMs));
    }
    for (const criterion of expect) {
      if (criterion.overMs !== undefined) this.#windowed.set(criterion, new WindowedExpectation(criterion));
    }
  }

  /** The first abort criterion that held, ever. */
  get heldAbort() {
    return this.#heldAbort;
  }

  startPhase(atMs: number): void {
    this.#phaseStartMs = atMs;
    this.#decided.clear();
    this.#brokenBy.clear();
  }

  /** Judges what is judged in this phase; call it after the tick's observations are in. */
  tick(atMs: number, phase: PhaseName): void {
    if (ABORTABLE.includes(phase)) this.#judgeAborts(atMs);
    if (phase === "baseline") this.#judgeSteadyState(atMs);
    if (phase === "fault") this.#judgeExpectations(atMs);
  }

  /** Whether all of steady state held over the baseline so far, or over a sliding window that is kept. */
  steadyState(windowMs?: number): Trit {
    const holds = this.#plan.experiment.steadyState.map((criterion) =>
      windowMs === undefined
        ? (this.#judgements.get(criterion)?.holds ?? "unknown")
        : this.#judge(criterion, "steady-state", windowMs).holds,
    );
    if (holds.includes("false")) return "false";
    return holds.includes("unknown") ? "unknown" : "true";
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
      const judgement = this.#judge(criterion, "abort", criterion.overMs);
      const heldLongEnough = this.#held.get(criterion)?.judged(atMs, judgement.holds) ?? false;
      // What ended the fault stays as it was found then.
      if (this.#heldAbort?.index !== index) this.#judgements.set(criterion, judgement);
      if (heldLongEnough) this.#heldAbort ??= { index, judgement };
    }
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
        this.#judgements.set(criterion, windowed.judged(this.#judge(criterion, "expect", criterion.overMs)));
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
    const judgement = this.#judgeSignal(criterion, role, windowMs);
    const scheduleLagMs = lagAs(criterion.metric, this.#board.readScheduleLag(windowMs));
    return scheduleLagMs === undefined ? judgement : { ...judgement, scheduleLagMs };
  }

  #judgeSignal(criterion: Criterion, role: CriterionRole, windowMs: number | undefined): Judgement {
    const { signal } = criterion;
    if (signal.kind === "load") return judge(criterion, { signal: this.#board.read(signal.name, windowMs) }, role);
    if (signal.kind === "sampled") {
      const samples = this.#samples.read(signal.name, windowMs);
      return judge(criterion, { signal: undefined, ...(samples && { samples }) }, role);
    }
    const reading = this.#board.read(signalName(signal), windowMs);
    const incoming = this.#board.readIncoming(signal.caller, windowMs)?.started;
    return judge(criterion, { signal: reading, ...(incoming !== undefined && { incoming }) }, role);
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

/** How late the load was sent, as the metric would take it; none for metrics that aren't latencies. */
function lagAs(metric: Metric, lag: ReadonlyHistogram | undefined): number | undefined {
  switch (metric.kind) {
    case "quantile":
      return lag?.quantileMs(metric.quantile);
    case "mean":
      return lag?.meanMs();
    case "max":
      return lag?.quantileMs(1);
    default:
      return undefined;
  }
}
