import { checkRuns } from "../report/runbook/check-runs.ts";
import { type RunbookRuns, runbookRun } from "../report/runbook/runbook-run.ts";
import { UsageError } from "../values/errors.ts";
import { readNamedRun } from "./recorded-runs.ts";
import { reportedRun } from "./reported-run.ts";

/**
 * Reads the runs of a runbook by their names, each once.
 * @throws UsageError for a name that no run has, runs that ended before they began, or are not of one failure; NoRunbookError;
 *   JournalError, CorruptJournalError, NewerJournalError
 */
export async function readRunbookRuns(runsFolder: string, names: readonly string[]): Promise<RunbookRuns> {
  const runs = [];
  for (const name of new Set(names)) {
    const { folder, started, result } = await readNamedRun(runsFolder, name);
    runs.push(await runbookRun(await reportedRun(folder, started.plan, result)));
  }
  const [first, ...others] = runs;
  if (first === undefined) throw new UsageError({ message: "no run is named", hint: "`brownout runs` lists them." });
  checkRuns([first, ...others]);
  return [first, ...others];
}
