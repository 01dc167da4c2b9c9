import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RunResult } from "../judge/history/result.ts";
import type { Plan } from "../judge/plan/plan.ts";
import { CorruptJournalError, journalError } from "../records/journal/journal-error.ts";
import { readJournal } from "../records/journal/read-journal.ts";
import { readTimeline } from "../records/journal/read-timeline.ts";
import type { RunFolder } from "../records/journal/run-folder.ts";
import type { ReportedRun, RunLog } from "../report/formats/format.ts";
import { LineSplitter } from "../values/line-splitter.ts";
import { keptExperiment } from "./kept-experiment.ts";

/** Characters of a log's line that a report may show. What a service writes without a line end may be longer than any string. */
const LONGEST_LINE = 4096;

/**
 * A run that has just ended. Its result is the one that was told; the plan is the journal's, which holds nothing that must not be
 * shown.
 * @throws JournalError, CorruptJournalError
 */
export async function endedRun(folder: RunFolder, result: RunResult): Promise<ReportedRun> {
  for await (const event of readJournal(folder.journalPath)) {
    if (event.type === "run-started") return await reportedRun(folder, event.plan, result);
  }
  throw new CorruptJournalError({ message: `${folder.journalPath}: it doesn't say how the run began` });
}

/**
 * A run as its folder holds it.
 * @throws JournalError where the experiment or the list of logs can't be read
 */
export async function reportedRun(folder: RunFolder, plan: Plan, result: RunResult): Promise<ReportedRun> {
  const experiment = keptExperiment(folder.path);
  return {
    result,
    plan,
    folder: folder.path,
    ...(experiment !== undefined && { experiment }),
    events: () => readTimeline(folder.journalPath),
    logs: await logsIn(folder.logFolder),
  };
}

async function logsIn(folder: string): Promise<readonly RunLog[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    return names.sort().map((name) => ({ name, lines: () => linesOf(join(folder, name)) }));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw journalError(`read the run's logs in ${folder}`, cause);
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const lines = new LineSplitter(LONGEST_LINE);
  try {
    for await (const piece of createReadStream(path, "utf8")) yield* lines.take(piece);
  } catch (cause) {
    throw journalError(`read the log ${path}`, cause);
  }
  if (lines.rest !== "") yield lines.rest;
}
