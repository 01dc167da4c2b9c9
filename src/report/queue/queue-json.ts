import { resultDocument } from "../json.ts";
import { type Attempt, exitCodeOf, outcomeOf, type QueueReport } from "./queue-report.ts";

/** Of the document; another one as soon as a field goes, or means something else. */
const QUEUE_FORMAT = 1;

/** A queue as one document; docs/ci.md has its fields. */
export function renderQueueJson({ entries, exitCode, why }: QueueReport): string {
  const document = {
    version: QUEUE_FORMAT,
    exitCode,
    ...(why === undefined ? {} : { why }),
    experiments: entries.map((entry) => ({
      file: entry.path,
      outcome: outcomeOf(entry),
      exitCode: exitCodeOf(entry),
      ...(entry.owner === undefined ? {} : { owner: entry.owner }),
      ...(entry.notRun === undefined ? {} : { notRun: entry.notRun }),
      attempts: entry.attempts.map(attemptDocument),
    })),
  };
  // Within a string it says the same, and to GitHub, which looks for commands in all that is printed, nothing.
  return JSON.stringify(document, undefined, 2).replaceAll("##[", "##\\u005b");
}

function attemptDocument(attempt: Attempt) {
  if (attempt.kind === "run") return resultDocument(attempt.run.result, attempt.run.folder);
  const { exitCode, code, message, hint } = attempt;
  return { exitCode, code, message, ...(hint === undefined ? {} : { hint }) };
}
