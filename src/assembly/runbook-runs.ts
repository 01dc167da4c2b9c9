import { checkRuns } from "../report/runbook/check-runs.ts";
import { type RunbookRuns, runbookRun } from "../report/runbook/runbook-run.ts";
import { UsageError } from "../values/errors.ts";
import { readNamedRuns } from "./recorded-runs.ts";
import { reportedRun } from "./reported-run.ts";

/**
 * Reads the runs of a runbook by their names, each once.
 * @throws UsageError for a name that no run has, runs that ended before they began, or are not of one failure; NoRunbookError;
 *   JournalError, CorruptJournalError, NewerJournalError
 */
export async function readRunbookRuns(runsFolder: string, names: readonly string[]): Promise<RunbookRuns> {
  const recorded = await readNamedRuns(runsFolder, names);
  const empty = names.find((name) => !recorded.some(({ folder }) => folder.id === name));
  if (empty !== undefined) {
    throw new UsageError({ message: `the run ${empty} ended before it began: its journal is empty` });
  }
  const runs = [];
  for (const { folder, started, result } of recorded) {
    runs.push(await runbookRun(await reportedRun(folder, started.plan, result)));
  }
  const [first, ...others] = runs;
  if (first === undefined) throw new UsageError({ message: "no run is named", hint: "`brownout runs` lists them." });
  checkRuns([first, ...others]);
  return [first, ...others];
}
