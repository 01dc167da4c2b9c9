import type { Plan, PlannedRemedy } from "../plan/plan.ts";
import type { RunEvent } from "./event.ts";
import type { RecoveryTracker } from "./recovery-tracker.ts";
import type { LiveView, Recovery, RemedyOutcome } from "./result.ts";

/** Name of what came before the first remedy, with nothing done but that the faults were out. */
const NO_REMEDY = "undo";

/** A remedy as its events tell it, and what came after it until the next one began. */
interface Step {
  readonly planned: PlannedRemedy;
  readonly begunAtMs: number;
  readonly tracker: RecoveryTracker;
  doneAtMs?: number;
  overAtMs?: number;
  evidence: string;
  failed?: string;
}

/**
 * The remedies of a run: when each was done, and whether steady state was back before the next one, by the rule by which
 * recovery is judged.
 */
export class RemedyBoard {
  readonly #planned: readonly PlannedRemedy[];
  readonly #recovery: RecoveryTracker;
  readonly #steps: Step[] = [];
  /** Recovery as it stood when the first remedy began. */
  #before: Recovery | null = null;

  /** @param recovery of the run, which knows how often steady state was broken in the baseline */
  constructor({ remedies = [] }: Plan, recovery: RecoveryTracker) {
    this.#planned = remedies;
    this.#recovery = recovery;
  }

  /** Remedies that could not be done, so that it isn't known what they would have come to, a sentence each. */
  get failures(): readonly string[] {
    return this.#steps.flatMap(({ planned, failed }) =>
      failed === undefined ? [] : [`${planned.id} (${planned.what}) could not be done: ${failed}`],
    );
  }

  /** The tracker of the time since the latest remedy began; undefined before the first. */
  get current(): RecoveryTracker | undefined {
    return this.#steps.at(-1)?.tracker;
  }

  apply(event: RunEvent): void {
    if (!("remedy" in event) || event.type === "undo-recorded") return;
    if (event.type === "remedy-begun") {
      this.#begin(event.remedy, event.atMs);
      return;
    }
    const step = this.#steps.find(({ planned }) => planned.id === event.remedy);
    if (step === undefined) return;
    if (event.type === "remedy-done") {
      step.doneAtMs = event.atMs;
      step.evidence = event.evidence;
    } else if (event.type === "remedy-failed") step.failed = event.why;
    else if (event.type === "remedy-over") step.overAtMs = event.atMs;
    // One that ends after a time is over then, and steady state has to hold without it.
    step.tracker.ending(step.begunAtMs, step.planned.forMs === undefined ? step.doneAtMs : step.overAtMs);
  }

  #begin(id: string, atMs: number): void {
    const planned = this.#planned.find((one) => one.id === id);
    if (planned === undefined) return;
    if (this.#steps.length === 0) this.#before = this.#recovery.read();
    const tracker = this.#recovery.since(atMs);
    this.#steps.push({ planned, begunAtMs: atMs, tracker, evidence: "nothing showed it yet" });
  }

  /** Outcomes of the remedies so far; first of all, of none. @param recovery of the run, as it is told where none was begun */
  outcomes(recovery: Recovery | null): RemedyOutcome[] {
    if (this.#planned.length === 0) return [];
    const before = this.#steps.length === 0 ? recovery : this.#before;
    return [
      { id: NO_REMEDY, what: "nothing but that the faults are out", done: "true", evidence: "", after: before },
      ...this.#planned.map((planned) => this.#outcomeOf(planned)),
    ];
  }

  #outcomeOf(planned: PlannedRemedy): RemedyOutcome {
    const { id, what } = planned;
    const step = this.#steps.find((one) => one.planned.id === id);
    if (step === undefined) return { id, what, done: "false", evidence: "its time did not come", after: null };
    const { begunAtMs, doneAtMs, overAtMs, failed, evidence, tracker } = step;
    const times = {
      begunAtMs,
      ...(doneAtMs !== undefined && { doneAtMs }),
      ...(overAtMs !== undefined && { overAtMs }),
    };
    if (failed !== undefined) {
      const after: Recovery = { recovered: "unknown", why: "the remedy could not be done" };
      return { id, what, ...times, done: "false", evidence: failed, after };
    }
    const done = doneAtMs === undefined ? "unknown" : "true";
    return { id, what, ...times, done, evidence, after: tracker.read() };
  }

  live(): LiveView["remedies"] {
    return this.#planned.map(({ id, what }) => {
      const step = this.#steps.find(({ planned }) => planned.id === id);
      return { id, what, state: stateOf(step) };
    });
  }
}

function stateOf(step: Step | undefined): "planned" | "begun" | "done" | "failed" {
  if (step === undefined) return "planned";
  if (step.failed !== undefined) return "failed";
  return step.doneAtMs === undefined ? "begun" : "done";
}
