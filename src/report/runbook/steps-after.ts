import { endingOf } from "../../judge/history/fault-board.ts";
import type { RemedyOutcome, RunResult } from "../../judge/history/result.ts";
import { latency, recoveryTime } from "../terminal/figures.ts";

/**
 * The fate of steady state after a step:
 * - `back`: it was not there before the step, and was after it
 * - `back-before`: it was there before and after it
 * - `not-back`: it was not there before, nor after
 * - `lost`: it was there before, and not after
 * - `unknown`: one of the two isn't known
 * - `not-done`: the step could not be done
 */
export type StepEffect = "back" | "back-before" | "not-back" | "lost" | "unknown" | "not-done";

/** A step after the faults were out, of one run, and what came before the next one. */
export interface StepAfter {
  readonly run: string;
  /** In a person's words: `restarts api`. */
  readonly what: string;
  readonly effect: StepEffect;
  /** Beginning small, without a full stop. */
  readonly words: string;
  /** Facts that show that it was done; empty where there are none. */
  readonly evidence: string;
  /** Steps that had been done before it in the same run. */
  readonly after: readonly string[];
}

/** The steps of a run. The first is that nothing was done but to take the faults out; none where nobody looked what came of that. */
export function stepsAfter(result: RunResult): readonly StepAfter[] {
  const { run, recovery, remedies } = result;
  const nothing: RemedyOutcome = { id: "undo", what: "nothing", done: "true", evidence: "", after: recovery };
  const outcomes = (remedies ?? [nothing]).filter(({ begunAtMs }, at) => at === 0 || begunAtMs !== undefined);
  const steps: StepAfter[] = [];
  for (const [at, outcome] of outcomes.entries()) {
    if (at === 0 && outcome.after === null) return [];
    const effect = effectOf(outcome, steps.at(-1)?.effect);
    const watchedMs = watchedFor(outcomes, at, result);
    steps.push({
      run,
      what: outcome.what,
      effect,
      words: wordsOf(outcome, effect, watchedMs),
      evidence: outcome.evidence,
      after: steps.slice(1).map(({ what }) => what),
    });
  }
  return steps;
}

function effectOf({ done, after }: RemedyOutcome, before: StepEffect | undefined): StepEffect {
  if (done === "false") return "not-done";
  if (done === "unknown" || after === null || after.recovered === "unknown") return "unknown";
  const isBack = after.recovered === "true";
  if (before === undefined || before === "not-back" || before === "lost") return isBack ? "back" : "not-back";
  if (before === "back" || before === "back-before") return isBack ? "back-before" : "lost";
  return "unknown";
}

/** Time for which it was looked what comes of a step, in ms: until the next one, or the end of the recovery phase. */
function watchedFor(outcomes: readonly RemedyOutcome[], at: number, { faults, phases }: RunResult): number {
  const { doneAtMs, begunAtMs = 0 } = outcomes[at] ?? {};
  const lastOutAtMs = Math.max(0, ...faults.map((fault) => fault.undoneAtMs ?? endingOf(fault) ?? 0));
  const fromMs = at === 0 ? lastOutAtMs : (doneAtMs ?? begunAtMs);
  const toMs = outcomes[at + 1]?.begunAtMs ?? phases.find(({ name }) => name === "recovery")?.toMs ?? fromMs;
  return Math.max(0, toMs - fromMs);
}

function wordsOf({ evidence, after }: RemedyOutcome, effect: StepEffect, watchedMs: number): string {
  switch (effect) {
    case "back":
      if (after?.afterMs === 0) return "steady state held at once: it may not have been gone";
      return `steady state was back ${recoveryTime(after?.afterMs)}${atTheEarliest(after?.earliestMs)}`;
    case "back-before":
      return "steady state was back before it, and stayed";
    case "not-back":
      return `steady state was not back in the ${latency(watchedMs)} that were watched`;
    case "lost":
      return `steady state was back before it, and not after, in the ${latency(watchedMs)} that were watched`;
    case "not-done":
      return `it could not be done: ${evidence}`;
    case "unknown":
      return `unknown: ${whyUnknown(after)}`;
  }
}

/** The time from which on it may have held, where windows before could not be judged. */
export function atTheEarliest(earliestMs: number | undefined): string {
  return earliestMs === undefined ? "" : ` (it may have been ${recoveryTime(earliestMs)})`;
}

function whyUnknown(after: RemedyOutcome["after"]): string {
  if (after === null) return "what came after it was not measured";
  if (after.recovered === "unknown") return after.why ?? "it could not be judged";
  const state = after.recovered === "true" ? "was back" : "was not back";
  return `steady state ${state} after it, and whether it was before isn't known`;
}
