import { typesBeside } from "../../faults/types-beside.ts";
import type { DayState } from "../../judge/gameday/day-state.ts";
import { strayFindings, type TrendedDay, trendsOf } from "../../judge/gameday/trend.ts";
import { type TrialRecord, trialsOf } from "../../judge/gameday/trial.ts";
import type { TrendDocument, Unread } from "../../report/gameday/trend-document.ts";
import { BrownoutError } from "../../values/errors.ts";
import { readNamedRuns } from "../recorded-runs.ts";
import { readDays } from "./read-days.ts";
import { readFindings } from "./read-findings.ts";
import { standingOfDay } from "./standing-of-day.ts";

/** The folders that a trend is read from. */
export interface TrendFolders {
  readonly gamedays: string;
  readonly findings: string;
  readonly runs: string;
}

/**
 * Reads all game days with their runs and findings. What can't be read is in the document with the reason, and the rest is read all
 * the same.
 * @param times how often an experiment must have passed to be boring
 * @throws JournalError, UsageError where a whole folder can't be read
 */
export async function readTrend(folders: TrendFolders, times: number): Promise<TrendDocument> {
  const unread: Unread[] = [];
  const note = (path: string, { message: why }: BrownoutError) => unread.push({ path, why });
  const days: TrendedDay[] = [];
  for (const { folder, state } of await readDays(folders.gamedays, ({ path }, error) => note(path, error))) {
    const standing = await orNoted(standingOfDay(folder, state), (error) => note(folder.path, error));
    if (standing === undefined) continue;
    const records = await recordsOf(state, folders.runs, note);
    days.push({ day: folder.id, standing, state, trials: trialsOf(folder.id, state, records) });
  }
  const findings = readFindings(folders.findings, note);
  return {
    times,
    gamedays: trendsOf(days, findings, { times, typesBeside }),
    strays: strayFindings(days, findings),
    unread,
  };
}

type Note = (path: string, error: BrownoutError) => void;

/** The runs of a day whose journals can be read, by name. */
async function recordsOf(
  { steps }: DayState,
  runsFolder: string,
  note: Note,
): Promise<ReadonlyMap<string, TrialRecord>> {
  const records = new Map<string, TrialRecord>();
  for (const { end } of steps.flatMap(({ runs }) => runs)) {
    if (end?.type !== "run-ended") continue;
    const { run } = end;
    const [record] = (await orNoted(readNamedRuns(runsFolder, [run]), (error) => note(run, error))) ?? [];
    if (record !== undefined) records.set(run, record);
  }
  return records;
}

/** The thing that is read; undefined where that fails as files do, and that is noted. */
async function orNoted<Read>(reading: Promise<Read>, note: (error: BrownoutError) => void): Promise<Read | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof BrownoutError)) throw error;
    note(error);
    return undefined;
  }
}
