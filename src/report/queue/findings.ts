import type { Path, Position } from "../../files/yaml/problem.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { conclusionsOf } from "../conclusions.ts";
import { placesIn } from "../places.ts";
import {
  exitCodeOf,
  outcomeOf,
  type QueueEntry,
  type RefusedAttempt,
  type RunAttempt,
  reasonOf,
} from "./queue-report.ts";

/** Something that is wrong at a place of an experiment's file. */
export interface Finding extends Position {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  /** An error is known to be wrong; of a warning nothing is known. */
  readonly severity: "error" | "warning";
  /** The rule that it is by: a kind of conclusion, an outcome, the code of an error. */
  readonly rule: string;
  readonly title: string;
  /** May hold line ends, and anything that a stranger wrote. */
  readonly message: string;
}

const TOP: Position = { line: 1, column: 1 };

/** Everything that kept experiments from passing, the errors first. What needed several tries counts by its last. */
export function findingsOf(entries: readonly QueueEntry[]): readonly Finding[] {
  const found = entries.filter((entry) => exitCodeOf(entry) !== exitCodes.pass).flatMap(findingsIn);
  return [...found.filter(({ severity }) => severity === "error"), ...found.filter((one) => one.severity !== "error")];
}

function findingsIn(entry: QueueEntry): readonly Finding[] {
  const last = entry.attempts.at(-1);
  const found = last === undefined ? [] : last.kind === "run" ? ofRun(last, entry) : ofRefusal(last, entry);
  if (found.length > 0) return found;
  const outcome = outcomeOf(entry);
  const isOpen = exitCodeOf(entry) === exitCodes.inconclusive;
  const title = `${entry.path}: ${outcome.replaceAll("-", " ")}`;
  const severity = isOpen ? "warning" : "error";
  return [{ ...TOP, path: entry.path, severity, rule: outcome, title, message: reasonOf(entry) }];
}

/** Conclusions at their own lines; the verdict, which rests on the others, where it has nothing else to rest on. */
function ofRun({ run: { result, plan, experiment } }: RunAttempt, { path }: QueueEntry): readonly Finding[] {
  const placeOf: (path: Path) => Position | undefined = experiment === undefined ? () => TOP : placesIn(experiment);
  const wrong = conclusionsOf(result, plan).filter(({ outcome }) => outcome === "broken" || outcome === "unproven");
  const others = wrong.filter(({ kind }) => kind !== "verdict");
  return (others.length > 0 ? others : wrong).map(({ kind, name, outcome, why, path: at }) => ({
    ...(placeOf(at) ?? TOP),
    path,
    severity: outcome === "broken" ? "error" : "warning",
    rule: kind,
    title: `${result.experiment}: ${name}`,
    message: why.join("\n"),
  }));
}

function ofRefusal({ code, problems }: RefusedAttempt, entry: QueueEntry): readonly Finding[] {
  const here = problems.filter(({ file, line }) => file === entry.file && line !== undefined);
  return here.map(({ line = 1, column = 1, path, message }): Finding => {
    const title = `${entry.path}: ${path === "" ? "refused" : `${path} is refused`}`;
    const text = path === "" ? message : `${path}: ${message}`;
    return { path: entry.path, line, column, severity: "error", rule: code, title, message: text };
  });
}
