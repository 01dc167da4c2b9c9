import { formatJudgement, formatMs } from "../criteria/format.ts";
import { exitCodes } from "../exit-codes.ts";
import type { StopCause, UndoRecord } from "./event.ts";
import type { FaultOutcome, JudgedCriterion, Recovery, Verdict } from "./result.ts";

/** Everything that decides a verdict. */
export interface Case {
  readonly leftBehind: readonly UndoRecord[];
  readonly stop?: StopCause;
  readonly criteria: readonly JudgedCriterion[];
  readonly faults: readonly FaultOutcome[];
  /** Why the baseline was no steady state, whatever its criteria say, a sentence each. */
  readonly unfitBaseline: readonly string[];
  /** Faults that had no target, a sentence each. */
  readonly leftOut: readonly string[];
  /** Faults that no load comes to, a sentence each. */
  readonly unreached: readonly string[];
  readonly recovery: Recovery | null;
  /** Whether the experiment says what steady state is, and leaves time for it to come back. */
  readonly awaitsRecovery: boolean;
  /** Services that ended and no fault ended them, a sentence each. */
  readonly deaths: readonly string[];
  /** p99 of how late the load was sent. */
  readonly scheduleLagP99Ms: number;
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

/** Later than this, the load came in bursts and was not the one that the experiment is about. */
const SCHEDULE_LAG_MAX_MS = 500;

/** The verdict: what may still be in before everything else; then fail before inconclusive before pass. */
export function decide(run: Case): Decision {
  if (run.leftBehind.length > 0) {
    const what = run.leftBehind.map((record) => record.what).join(", ");
    return decision("undo-incomplete", [`this may still be in: ${what}`]);
  }
  return run.stop ? decideStopped(run.stop, run) : decideFinished(run);
}

function decideStopped(stop: StopCause, run: Case): Decision {
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
      return decision("inconclusive", [
        "there was no steady state before the fault, so nothing was injected",
        ...run.unfitBaseline,
        ...run.criteria.filter((one) => one.role === "steady-state" && one.judgement.holds !== "true").map(inWords),
      ]);
    case "abort":
      return decideAborted(stop.index, run);
  }
}

function decideAborted(index: number, run: Case): Decision {
  const criterion = run.criteria.filter(({ role }) => role === "abort")[index];
  const reason = criterion ? `abort: ${inWords(criterion)}` : "an abort criterion held";
  if (criterion && isExplainedByLag(criterion)) return decision("inconclusive", [lagInWords(criterion), reason]);
  return decision("aborted", [reason, ...run.deaths]);
}

function decideFinished(run: Case): Decision {
  const failed = run.criteria.filter(({ role, judgement }) => role === "expect" && judgement.holds === "false");
  const failures = failed.map(inWords);
  if (run.awaitsRecovery && run.recovery?.recovered === "false") {
    failures.push("steady state did not come back after the fault was taken out");
  } else if (failed.length > 0 && failed.every(isExplainedByLag)) {
    return decision("inconclusive", [...failed.map(lagInWords), ...failures]);
  }
  const doubts = doubtsOf(run);
  if (failures.length > 0) return decision("fail", [...failures, ...doubts]);
  if (doubts.length > 0) return decision("inconclusive", doubts);
  const others = run.leftOut.length > 0 ? "other " : "";
  return decision("pass", [
    `every expectation held, and every ${others}fault took effect and is out again`,
    ...run.leftOut,
    ...run.unreached,
  ]);
}

/** Why a run whose expectations didn't fail may still have proved nothing. */
function doubtsOf(run: Case): string[] {
  // Nothing else of it matters then.
  if (run.faults.length === 0) return ["no fault was put in, so nothing was proved", ...run.leftOut];
  const doubts = [...run.deaths];
  if (run.unreached.length === run.faults.length) doubts.push(...run.unreached);
  for (const fault of run.faults) {
    if (fault.took !== "true")
      doubts.push(`${fault.id} on ${fault.on} did not show that it took effect: ${fault.evidence}`);
  }
  for (const one of run.criteria) {
    if (one.role === "expect" && one.judgement.holds === "unknown") doubts.push(inWords(one));
  }
  if (run.awaitsRecovery && run.recovery?.recovered !== "true" && run.recovery?.recovered !== "false") {
    doubts.push("it could not be judged whether steady state came back");
  }
  if (run.scheduleLagP99Ms > SCHEDULE_LAG_MAX_MS) {
    doubts.push(
      `the harness could not keep its schedule (lag p99 ${run.scheduleLagP99Ms.toFixed(0)} ms), so the load was another`,
    );
  }
  return doubts;
}

/** A latency that is over its limit by less than the load was late could be the harness's own doing. */
function isExplainedByLag({ margin, judgement }: JudgedCriterion): boolean {
  return margin !== undefined && judgement.scheduleLagMs !== undefined && -margin < judgement.scheduleLagMs;
}

function lagInWords({ text, judgement }: JudgedCriterion): string {
  return `the harness itself ran late (by ${formatMs(judgement.scheduleLagMs ?? 0)}), which could explain ${text}`;
}

function inWords(criterion: JudgedCriterion): string {
  return formatJudgement(criterion, criterion.judgement);
}

function decision(verdict: Verdict, reasons: readonly string[]): Decision {
  return { verdict, exitCode: EXIT_CODES[verdict], reasons };
}
