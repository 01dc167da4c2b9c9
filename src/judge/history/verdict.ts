import { exitCodes } from "../../values/exit-codes.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import { formatJudgement } from "../criteria/judgement-in-words.ts";
import type { StopCause } from "./event.ts";
import type { FaultOutcome, JudgedCriterion, Recovery, Verdict } from "./result.ts";

/** Everything that decides a verdict. */
export interface VerdictInput {
  readonly leftBehind: readonly UndoRecord[];
  /** Facts about faults that were in when the run ended and aren't left behind now, a sentence each. */
  readonly undoneLate: readonly string[];
  readonly stop?: StopCause;
  readonly criteria: readonly JudgedCriterion[];
  readonly faults: readonly FaultOutcome[];
  /** The reason the baseline was no steady state, whatever its criteria say, a sentence each. */
  readonly unfitBaseline: readonly string[];
  /** Faults that had no target, a sentence each. */
  readonly leftOut: readonly string[];
  /** Faults that no load comes to, a sentence each. */
  readonly unreached: readonly string[];
  readonly recovery: Recovery | null;
  /** Remedies that could not be done, a sentence each. */
  readonly remediesNotDone: readonly string[];
  /** True when the experiment says what steady state is, and leaves time for it to come back. */
  readonly awaitsRecovery: boolean;
  /** Services that ended and no fault ended them, a sentence each. */
  readonly deaths: readonly string[];
  /** Sentences on what became of the control arms of loads; none where there are none. */
  readonly spillover?: readonly string[];
}

export interface Decision {
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly reasons: readonly string[];
}

const EXIT_CODES: Readonly<Record<Verdict, number>> = {
  pass: exitCodes.pass,
  fail: exitCodes.fail,
  aborted: exitCodes.aborted,
  inconclusive: exitCodes.inconclusive,
  "undo-incomplete": exitCodes.undoIncomplete,
};

/** The verdict: what may still be in before everything else; then fail before inconclusive before pass. */
export function decide(run: VerdictInput): Decision {
  const { reasons, ...decided } = decideBare(run);
  // Whoever reads how the arms differ must know what became of the one that was spared.
  return { ...decided, reasons: [...reasons, ...(run.spillover ?? [])] };
}

function decideBare(run: VerdictInput): Decision {
  if (run.leftBehind.length + run.undoneLate.length > 0) {
    const left = run.leftBehind.map((record) => record.what).join(", ");
    return decision("undo-incomplete", [...(left === "" ? [] : [`this may still be in: ${left}`]), ...run.undoneLate]);
  }
  return run.stop ? decideStopped(run.stop, run) : decideFinished(run);
}

function decideStopped(stop: StopCause, run: VerdictInput): Decision {
  switch (stop.kind) {
    case "interrupted":
      return {
        verdict: "inconclusive",
        exitCode: exitCodes[stop.signal],
        reasons: [`interrupted by ${stop.signal} before it could prove anything`],
      };
    case "broken":
      return { verdict: "inconclusive", exitCode: stop.exitCode, reasons: [stop.message] };
    case "no-steady-state":
      return decideUnsteady(run);
    case "abort":
      return decideAborted(stop.index, run);
  }
}

/** Decides on a baseline that was no steady state. The harness comes first where it could be the reason. */
function decideUnsteady({ criteria, unfitBaseline }: VerdictInput): Decision {
  const unsteady = criteria.filter(({ role, judgement }) => role === "steady-state" && judgement.holds !== "true");
  const [explained, others] = [unsteady.filter(isExplained), unsteady.filter((one) => !isExplained(one))];
  const isOpen = [...unfitBaseline, ...unsteady.filter(({ judgement }) => judgement.holds === "false")].length === 0;
  const found = isOpen ? "it could not be told whether there was a" : "there was no";
  return decision("inconclusive", [
    ...explained.map(inWords),
    `${found} steady state before the fault, so nothing was injected`,
    ...unfitBaseline,
    ...others.map(inWords),
  ]);
}

function decideAborted(index: number, run: VerdictInput): Decision {
  const criterion = run.criteria.filter(({ role }) => role === "abort")[index];
  const reason = criterion ? `abort: ${inWords(criterion)}` : "an abort criterion held";
  if (run.faults.every(({ injectedAtMs }) => injectedAtMs === undefined)) {
    return decision("inconclusive", ["an abort criterion held before any fault was in, so nothing was proved", reason]);
  }
  if (criterion && isExplained(criterion)) return decision("inconclusive", [reason]);
  return decision("aborted", [reason, ...run.deaths]);
}

function decideFinished(run: VerdictInput): Decision {
  const failures = run.criteria
    .filter(({ role, judgement }) => role === "expect" && judgement.holds === "false")
    .map(inWords);
  if (run.awaitsRecovery && run.recovery?.recovered === "false") {
    failures.push("steady state did not come back after the fault was taken out");
  }
  const doubts = doubtsOf(run);
  if (failures.length > 0) return decision("fail", [...failures, ...doubts]);
  if (doubts.length > 0) return decision("inconclusive", doubts);
  const others = run.leftOut.length > 0 ? "other " : "";
  const held = run.criteria.some(({ role }) => role === "expect") ? "every expectation held, and " : "";
  return decision("pass", [
    `${held}every ${others}fault took effect and is out again`,
    ...run.leftOut,
    ...run.unreached,
  ]);
}

/** Tells why a run whose expectations didn't fail may still have proved nothing. */
function doubtsOf(run: VerdictInput): string[] {
  // Nothing else of it matters then.
  if (run.faults.length === 0) return ["no fault was put in, so nothing was proved", ...run.leftOut];
  const doubts = [...run.deaths];
  if (run.unreached.length === run.faults.length) doubts.push(...run.unreached);
  for (const fault of run.faults) {
    if (fault.took !== "true")
      doubts.push(`${fault.id} on ${fault.on} did not show that it took effect: ${fault.evidence}`);
  }
  doubts.push(...run.remediesNotDone);
  for (const one of run.criteria) {
    if (one.role === "expect" && one.judgement.holds === "unknown") doubts.push(inWords(one));
  }
  if (run.awaitsRecovery && run.recovery?.recovered !== "true" && run.recovery?.recovered !== "false") {
    const why = run.recovery?.why === undefined ? "" : `: ${run.recovery.why}`;
    doubts.push(`it could not be judged whether steady state came back${why}`);
  }
  return doubts;
}

/** Tells whether the harness could explain what was measured. */
function isExplained({ judgement }: JudgedCriterion): boolean {
  return judgement.explainedBy !== undefined;
}

function inWords(criterion: JudgedCriterion): string {
  return formatJudgement(criterion, criterion.judgement);
}

function decision(verdict: Verdict, reasons: readonly string[]): Decision {
  return { verdict, exitCode: EXIT_CODES[verdict], reasons };
}
