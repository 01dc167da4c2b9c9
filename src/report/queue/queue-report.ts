import type { Problem } from "../../files/yaml/problem.ts";
import type { Verdict } from "../../judge/history/result.ts";
import type { ErrorCode } from "../../values/error-codes.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { ReportedRun } from "../formats/format.ts";

/** All that came of a queue of experiments. */
export interface QueueReport {
  /** In the order in which their turns came. */
  readonly entries: readonly QueueEntry[];
  /** Of the worst of them, or of how the queue ended. */
  readonly exitCode: number;
  /** The reason for it where no experiment is: nothing was selected, or somebody ended it. */
  readonly why?: string;
}

export interface QueueEntry {
  /** Path of the experiment, as the command was given it or found it. */
  readonly file: string;
  /** The same from the root of its repository, with slashes. */
  readonly path: string;
  readonly owner?: string;
  /** The last of them decides; none where its turn did not come. */
  readonly attempts: readonly Attempt[];
  /** The reason why there is none. */
  readonly notRun?: string;
}

/** One try at an experiment: a run, or why there was none. */
export type Attempt = RunAttempt | RefusedAttempt;

export interface RunAttempt {
  readonly kind: "run";
  readonly run: ReportedRun;
}

/** Nothing was started, or brownout itself failed. */
export interface RefusedAttempt {
  readonly kind: "refused";
  readonly exitCode: number;
  readonly code: ErrorCode;
  /** One sentence, or a problem a line. */
  readonly message: string;
  readonly hint?: string;
  /** Those that have a place in a file. */
  readonly problems: readonly Problem[];
}

/** The outcome of an experiment of a queue in a word: a verdict, or what there is in place of one. */
export type Outcome = Verdict | "refused" | "broken" | "interrupted" | "not-run";

/** Tells how an experiment ended; one that was not run proved nothing. */
export function exitCodeOf({ attempts }: QueueEntry): number {
  const last = attempts.at(-1);
  if (last === undefined) return exitCodes.inconclusive;
  return last.kind === "run" ? last.run.result.exitCode : last.exitCode;
}

export function outcomeOf(entry: QueueEntry): Outcome {
  const last = entry.attempts.at(-1);
  if (last === undefined) return "not-run";
  const code = exitCodeOf(entry);
  if (code === exitCodes.SIGINT || code === exitCodes.SIGTERM) return "interrupted";
  if (last.kind === "run") return last.run.result.verdict;
  if (code === exitCodes.inconclusive) return "inconclusive";
  return code === exitCodes.usage ? "refused" : "broken";
}

/** The weightiest reason for an outcome, in one sentence; empty where there is nothing to say. */
export function reasonOf({ attempts, notRun }: QueueEntry): string {
  const last = attempts.at(-1);
  if (last === undefined) return notRun ?? "";
  const tries = attempts.length > 1 ? `try ${attempts.length}: ` : "";
  if (last.kind === "run") return `${tries}${last.run.result.reasons[0] ?? ""}`;
  const [problem] = last.problems;
  if (problem === undefined) return `${tries}${last.message.split("\n")[0]}`;
  return `${tries}${problem.path === "" ? "" : `${problem.path}: `}${problem.message}`;
}
