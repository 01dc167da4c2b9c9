import { BrownoutError } from "../../values/errors.ts";
import { type RunHolder, runHolder } from "./run-claim.ts";
import { type RunFolder, runFolders } from "./run-folder.ts";
import { type RunSummary, summarizeRun } from "./run-summary.ts";

export interface ListedRun {
  readonly folder: RunFolder;
  /** The living process that it is in the hands of. */
  readonly holder?: RunHolder;
  /** The summary of its journal, or the reason it can't be read. */
  readonly journal: RunSummary | BrownoutError;
}

/**
 * Every run in the folder, the oldest first. One whose journal can't be read is listed as such.
 * @param isWanted those whose name isn't wanted are neither read nor listed
 */
export async function listRuns(
  runsFolder: string,
  isWanted: (name: string) => boolean = () => true,
): Promise<readonly ListedRun[]> {
  const runs: ListedRun[] = [];
  for (const folder of await runFolders(runsFolder)) {
    if (!isWanted(folder.id)) continue;
    const journal = await orError(summarizeRun(folder.journalPath));
    const holder = await orError(runHolder(folder.path));
    if (holder instanceof BrownoutError) runs.push({ folder, journal: holder });
    else runs.push({ folder, journal, ...(holder === undefined ? {} : { holder }) });
  }
  return runs;
}

async function orError<Read>(reading: Promise<Read>): Promise<Read | BrownoutError> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof BrownoutError) return error;
    throw error;
  }
}
