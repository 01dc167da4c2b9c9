import type { Spent } from "../../judge/budget/error-budget.ts";
import { readJournal } from "../../records/journal/read-journal.ts";
import { runFolders } from "../../records/journal/run-folder.ts";
import { UsageError } from "../../values/errors.ts";

/**
 * Counts what runs spent of an error budget, from their journals: the requests of all their loads from the first on, and those that failed.
 * @throws UsageError where a run isn't there any more; CorruptJournalError, NewerJournalError, JournalError
 */
export async function countSpent(runsFolder: string, runs: readonly string[]): Promise<Spent> {
  const folders = await runFolders(runsFolder);
  let requests = 0;
  let failed = 0;
  for (const run of new Set(runs)) {
    const folder = folders.find(({ id }) => id === run);
    if (folder === undefined) throw new UsageError({ message: `there is no run ${run} in ${runsFolder} any more` });
    const spent = await countOf(folder.journalPath);
    requests += spent.requests;
    failed += spent.failed;
  }
  return { requests, failed };
}

async function countOf(journalPath: string): Promise<Spent> {
  let loads: readonly string[] = [];
  let requests = 0;
  let failed = 0;
  for await (const event of readJournal(journalPath)) {
    if (event.type === "run-started") loads = event.plan.experiment.loads.map(({ name }) => name);
    if (event.type !== "tick") continue;
    for (const load of loads) {
      requests += event.signals[load]?.started ?? 0;
      failed += event.signals[load]?.failed ?? 0;
    }
  }
  return { requests, failed };
}
