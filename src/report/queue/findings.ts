import { parseDocument, type YamlDocument } from "../../files/yaml/document.ts";
import { formatJudgement } from "../../judge/criteria/judgement-in-words.ts";
import type { CriterionRole } from "../../judge/history/event.ts";
import type { JudgedCriterion, RunResult } from "../../judge/history/result.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import {
  exitCodeOf,
  outcomeOf,
  type QueueEntry,
  type RefusedAttempt,
  type RunAttempt,
  reasonOf,
} from "./queue-report.ts";

/** Something that is wrong at a place of an experiment's file. */
export interface Finding {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** An error is known to be wrong; of a warning nothing is known. */
  readonly severity: "error" | "warning";
  /** The rule that it is by: a role of criteria, an outcome, the code of an error. */
  readonly rule: string;
  readonly title: string;
  /** May hold line ends, and anything that a stranger wrote. */
  readonly message: string;
}

const ROLES: readonly CriterionRole[] = ["steady-state", "abort", "expect"];

/** Everything that kept experiments from passing, the errors first. What needed several tries counts by its last. */
export function findingsOf(entries: readonly QueueEntry[]): readonly Finding[] {
  const found = entries.flatMap(findingsIn);
  return [...found.filter(({ severity }) => severity === "error"), ...found.filter((one) => one.severity !== "error")];
}

function findingsIn(entry: QueueEntry): readonly Finding[] {
  if (exitCodeOf(entry) === exitCodes.pass) return [];
  const last = entry.attempts.at(-1);
  const found = last === undefined ? [] : last.kind === "run" ? ofRun(last, entry) : ofRefusal(last, entry);
  if (found.length > 0) return found;
  const outcome = outcomeOf(entry);
  const isOpen = exitCodeOf(entry) === exitCodes.inconclusive;
  const message = reasonOf(entry);
  return [{ ...atTop(entry, outcome), severity: isOpen ? "warning" : "error", message }];
}

/** Criteria at their own lines, and at the file's beginning what may still be in. */
function ofRun({ result, text }: RunAttempt, entry: QueueEntry): readonly Finding[] {
  const document = parseDocument({ path: entry.path, text });
  const criteria = ROLES.flatMap((role) =>
    result.criteria
      .filter((criterion) => criterion.role === role)
      .flatMap((criterion, index) => ofCriterion(criterion, index, result, entry, document)),
  );
  const left = result.leftBehind.map(({ what, manual }): Finding => {
    const message = `may still be in: ${what}\nbrownout recover takes it out, or by hand: ${manual}`;
    return { ...atTop(entry, "undo-incomplete"), severity: "error", message };
  });
  return [...left, ...criteria];
}

/** A finding of a criterion that isn't well; an abort that doesn't hold is well, and one that can't be told is common. */
function ofCriterion(
  criterion: JudgedCriterion,
  index: number,
  { experiment, verdict }: RunResult,
  { path }: QueueEntry,
  document: YamlDocument,
): readonly Finding[] {
  const { role, judgement } = criterion;
  const isUnknown = judgement.holds === "unknown";
  if (judgement.holds === (role === "abort" ? "false" : "true") || (isUnknown && role === "abort")) return [];
  const { line = 1, column = 1 } = document.problemAt([role, index], { message: "" });
  const message = formatJudgement(criterion, judgement);
  const severity = isUnknown ? "warning" : "error";
  return [{ path, line, column, severity, rule: role, title: `${experiment}: ${verdict}`, message }];
}

function ofRefusal({ code, problems }: RefusedAttempt, entry: QueueEntry): readonly Finding[] {
  const here = problems.filter(({ file, line }) => file === entry.file && line !== undefined);
  return here.map(({ line = 1, column = 1, path, message }): Finding => {
    const title = `${entry.path}: refused`;
    const text = path === "" ? message : `${path}: ${message}`;
    return { path: entry.path, line, column, severity: "error", rule: code, title, message: text };
  });
}

function atTop({ path }: QueueEntry, rule: string): Omit<Finding, "severity" | "message"> {
  return { path, line: 1, column: 1, rule, title: `${path}: ${rule.replaceAll("-", " ")}` };
}
