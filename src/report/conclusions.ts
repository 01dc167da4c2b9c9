import type { Path } from "../files/yaml/problem.ts";
import { formatJudgement } from "../judge/criteria/judgement-in-words.ts";
import { awaitsRecovery } from "../judge/history/awaits-recovery.ts";
import type { FaultOutcome, JudgedCriterion, RemedyOutcome, RunResult } from "../judge/history/result.ts";
import type { Plan } from "../judge/plan/plan.ts";
import { isWell } from "./criterion-figures.ts";

/** Kinds of conclusions, each by what it says when it holds. */
export const conclusionKinds = {
  "steady-state": "A criterion of steady state holds in the baseline.",
  abort: "A criterion to abort by does not hold.",
  expect: "An expectation holds.",
  fault: "A fault takes effect.",
  remedy: "A remedy is done.",
  recovery: "Steady state comes back once the faults are out.",
  undo: "All that was put in is out again.",
  verdict: "The run passes.",
} as const;

export type ConclusionKind = keyof typeof conclusionKinds;

/** A statement that a run is to decide, and how that went. */
export interface Conclusion {
  readonly kind: ConclusionKind;
  /** The same for each run of an experiment, so that it can be followed from run to run. */
  readonly name: string;
  /**
   * - `held`: it is so
   * - `broken`: it is not so
   * - `unproven`: it could not be shown, and the run proves nothing for it
   * - `open`: it could not be shown, and nothing depends on it
   */
  readonly outcome: "held" | "broken" | "unproven" | "open";
  /** The grounds, a sentence each. */
  readonly why: readonly string[];
  /** The place in the experiment's file that it is about. */
  readonly path: Path;
}

/**
 * Everything that a run was to decide: its criteria in the order of the result, the other conclusions, and last the
 * verdict, which alone knows all that it rests on. Where the verdict is `pass` none is broken or unproven; where it isn't,
 * one at least is.
 */
export function conclusionsOf(result: RunResult, plan: Plan): readonly Conclusion[] {
  return [
    ...criterionConclusions(result),
    ...result.faults.map((fault) => faultConclusion(fault, result)),
    ...(result.remedies ?? []).filter(({ begunAtMs }) => begunAtMs !== undefined).map(remedyConclusion),
    ...recoveryConclusions(result, plan),
    undoConclusion(result),
    verdictConclusion(result),
  ];
}

function criterionConclusions(result: RunResult): readonly Conclusion[] {
  const seen = { "steady-state": 0, abort: 0, expect: 0 };
  return result.criteria.map((criterion) => {
    const { role, text, judgement } = criterion;
    const index = seen[role]++;
    return {
      kind: role,
      name: `${role}: ${text}`,
      outcome: criterionOutcome(criterion, index, result),
      why: [formatJudgement(criterion, judgement)],
      path: [role, index],
    };
  });
}

function criterionOutcome(criterion: JudgedCriterion, index: number, { stop }: RunResult): Conclusion["outcome"] {
  const well = isWell(criterion);
  if (well !== undefined) return well ? "held" : "broken";
  const isAsked = {
    "steady-state": stop?.kind === "no-steady-state",
    abort: stop?.kind === "abort" && stop.index === index,
    expect: true,
  };
  return isAsked[criterion.role] ? "unproven" : "open";
}

function faultConclusion(fault: FaultOutcome, { stop }: RunResult): Conclusion {
  const isOpen = stop !== undefined && fault.injectedAtMs === undefined;
  return {
    kind: "fault",
    name: `fault: ${fault.id} on ${fault.on} takes effect`,
    outcome: fault.took === "true" ? "held" : isOpen ? "open" : "unproven",
    why: [fault.evidence],
    path: ["faults", placeOfId(fault.id)],
  };
}

function remedyConclusion({ id, what, done, evidence }: RemedyOutcome): Conclusion {
  return {
    kind: "remedy",
    name: `remedy: ${id} is done`,
    outcome: done === "true" ? "held" : done === "false" ? "unproven" : "open",
    why: [`${what}: ${evidence}`],
    path: ["remedies", placeOfId(id)],
  };
}

/** None where the experiment has no steady state, or leaves no time for it to come back. */
function recoveryConclusions({ recovery, stop }: RunResult, plan: Plan): readonly Conclusion[] {
  if (!awaitsRecovery(plan)) return [];
  const words = {
    true: ["steady state came back"],
    false: ["steady state did not come back", ...(recovery?.metastable ?? [])],
    unknown: [recovery?.why ?? "the run did not come so far that it could be judged"],
  };
  const recovered = recovery?.recovered ?? "unknown";
  const outcomes = { true: "held", false: "broken", unknown: stop === undefined ? "unproven" : "open" } as const;
  return [
    {
      kind: "recovery",
      name: "recovery: steady state comes back",
      outcome: outcomes[recovered],
      why: words[recovered],
      path: ["phases", "recovery"],
    },
  ];
}

function undoConclusion({ verdict, reasons, leftBehind }: RunResult): Conclusion {
  const isOut = verdict !== "undo-incomplete";
  const byHand = leftBehind.map(({ what, manual }) => `${what}; by hand: ${manual}`);
  return {
    kind: "undo",
    name: "undo: all that was put in is out again",
    outcome: isOut ? "held" : "broken",
    why: isOut ? ["nothing of it is left"] : [...reasons, ...byHand],
    path: ["faults"],
  };
}

function verdictConclusion({ verdict, reasons }: RunResult): Conclusion {
  const outcomes = {
    pass: "held",
    fail: "broken",
    aborted: "broken",
    inconclusive: "unproven",
    "undo-incomplete": "broken",
  } as const;
  return { kind: "verdict", name: "verdict", outcome: outcomes[verdict], why: reasons, path: ["name"] };
}

/** The index in its list of what has such an id: 0 for `latency-1`. */
function placeOfId(id: string): number {
  return Number(id.slice(id.lastIndexOf("-") + 1)) - 1;
}
