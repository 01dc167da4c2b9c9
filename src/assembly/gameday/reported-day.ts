import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DayState } from "../../judge/gameday/day-state.ts";
import { runNames } from "../../judge/gameday/run-names.ts";
import { type DayFolder, dayFolders } from "../../records/journal/day-folder.ts";
import type { FoundRun, LostRun, ReportedDay } from "../../report/gameday/reported-day.ts";
import { BrownoutError, UsageError } from "../../values/errors.ts";
import { readNamedRuns } from "../recorded-runs.ts";
import { readDay } from "./read-days.ts";
import { standingOfDay } from "./standing-of-day.ts";

/**
 * The folder of a game day by its name; of the last one, where none is named.
 * @throws UsageError where there is none
 */
export async function namedDay(gamedaysFolder: string, name: string | undefined): Promise<DayFolder> {
  const folders = await dayFolders(gamedaysFolder);
  const found = name === undefined ? folders.at(-1) : folders.find(({ id }) => id === name);
  if (found !== undefined) return found;
  const newest = folders.slice(-NAMED).map(({ id }) => id);
  throw new UsageError({
    message:
      name === undefined ? `no game day in ${gamedaysFolder}` : `there is no game day ${name} in ${gamedaysFolder}`,
    hint:
      newest.length === 0
        ? "`brownout gameday run FILE` holds one; --gamedays names another folder."
        : `The newest are ${newest.join(", ")}; --gamedays names another folder.`,
  });
}

/** Days that an error names. */
const NAMED = 5;

/**
 * Reads a game day with its runs. A run whose journal isn't there or can't be read is known by the day's own alone.
 * @throws CorruptJournalError, NewerJournalError, JournalError of the day's journal
 */
export async function readReportedDay(folder: DayFolder, runsFolder: string): Promise<ReportedDay> {
  const { events, state } = await readDay(folder.journalPath);
  const standing = await standingOfDay(folder, state);
  return { day: folder.id, standing, state, events, runs: await readRuns(state, runsFolder) };
}

async function readRuns(state: DayState, runsFolder: string): Promise<ReportedDay["runs"]> {
  const runs = new Map<string, FoundRun | LostRun>();
  for (const name of runNames(state)) runs.set(name, await readRun(runsFolder, name));
  return runs;
}

async function readRun(runsFolder: string, name: string): Promise<FoundRun | LostRun> {
  try {
    const [run] = await readNamedRuns(runsFolder, [name]);
    if (run === undefined) return { lost: `The journal of ${name} ends before its run began.` };
    const pagePath = join(run.folder.path, "report.html");
    return { plan: run.started.plan, result: run.result, ...(existsSync(pagePath) && { pagePath }) };
  } catch (error) {
    if (!(error instanceof BrownoutError)) throw error;
    return { lost: `Nothing more is known of this run than what the day's journal says: ${error.message}.` };
  }
}
