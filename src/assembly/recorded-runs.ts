import type { RunResult } from "../judge/history/result.ts";
import { resultOf } from "../judge/history/run-result.ts";
import { foldRun, type RunStarted } from "../judge/history/run-state.ts";
import { readJournal } from "../records/journal/read-journal.ts";
import { readTimeline } from "../records/journal/read-timeline.ts";
import { type RunFolder, runFolders } from "../records/journal/run-folder.ts";
import { BrownoutError, UsageError } from "../values/errors.ts";

/** A run as its journal tells it. */
export interface RecordedRun {
  /** The folder that it is in, which may have been renamed since. */
  readonly folder: RunFolder;
  readonly started: RunStarted;
  readonly result: RunResult;
}

/**
 * Reads runs by their names, each once, but those whose journal ends before they began.
 * @throws UsageError for a name that no run has; CorruptJournalError, NewerJournalError, JournalError
 */
export async function readNamedRuns(runsFolder: string, names: readonly string[]): Promise<readonly RecordedRun[]> {
  const folders = await runFolders(runsFolder);
  const named = [...new Set(names)].map((name) => {
    const folder = folders.find(({ id }) => id === name);
    if (folder !== undefined) return folder;
    throw new UsageError({ message: `there is no run ${name} in ${runsFolder}`, hint: "`brownout runs` lists them." });
  });
  const runs: RecordedRun[] = [];
  for (const folder of named) runs.push(...(await readRun(folder)));
  return runs;
}

/**
 * Reads a run by its name.
 * @throws UsageError where there is no such run, or none of it; what {@link readNamedRuns} throws
 */
export async function readNamedRun(runsFolder: string, name: string): Promise<RecordedRun> {
  const [run] = await readNamedRuns(runsFolder, [name]);
  if (run !== undefined) return run;
  throw new UsageError({ message: `the run ${name} ended before it began: its journal is empty` });
}

/**
 * Reads all runs of a folder that are wanted, the oldest first. A run is wanted or not by its name and how it began: of the
 * journals of others no more is read.
 * @param onUnreadable told of each whose journal can't be read; the others are read all the same
 */
export async function readAllRuns(
  runsFolder: string,
  isWanted: (name: string, started: RunStarted) => boolean,
  onUnreadable: (name: string, error: BrownoutError) => void,
): Promise<readonly RecordedRun[]> {
  const runs: RecordedRun[] = [];
  for (const folder of await runFolders(runsFolder)) {
    try {
      const started = await startOf(folder);
      if (started !== undefined && isWanted(folder.id, started)) runs.push(...(await readRun(folder)));
    } catch (error) {
      if (!(error instanceof BrownoutError)) throw error;
      onUnreadable(folder.id, error);
    }
  }
  return runs;
}

/** Reads how a run began; undefined where its journal ends before that. */
async function startOf({ journalPath }: RunFolder): Promise<RunStarted | undefined> {
  for await (const event of readJournal(journalPath)) if (event.type === "run-started") return event;
  return undefined;
}

async function readRun(folder: RunFolder): Promise<readonly RecordedRun[]> {
  const state = await foldRun(readTimeline(folder.journalPath));
  return state === undefined ? [] : [{ folder, started: state.started, result: resultOf(state) }];
}
