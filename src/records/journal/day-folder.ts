import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { DayEvent } from "../../judge/gameday/day-event.ts";
import { parseDayEvent } from "../../judge/gameday/day-event-schema.ts";
import { beginJournal, OWN_FILE, OWN_FOLDER } from "./begin-journal.ts";
import { journalError } from "./journal-error.ts";
import { JournalWriter } from "./journal-writer.ts";
import { type JournalKind, readEvents } from "./read-journal.ts";
import { claimRun, type RunClaim } from "./run-claim.ts";

/** The places of a game day's files: `.brownout/gamedays/2026-12-01-checkout/`. All paths are absolute. */
export interface DayFolder {
  /** The date, the game day's name, and a number where there was one before on that date. */
  readonly id: string;
  readonly path: string;
  readonly journalPath: string;
  /** The game day's file as it was when the day began. */
  readonly filePath: string;
}

/** A day in the hands of this process. */
export interface HeldDay {
  readonly folder: DayFolder;
  readonly journal: JournalWriter<DayEvent>;
  readonly claim: RunClaim;
}

/** The folder of game days beside that of runs. */
export function gamedaysBeside(runsFolder: string): string {
  return join(dirname(resolve(runsFolder)), "gamedays");
}

/** The paths of a game day, whether it exists or not. */
export function dayFolder(gamedaysFolder: string, id: string): DayFolder {
  const path = resolve(gamedaysFolder, id);
  return { id, path, journalPath: join(path, "journal.jsonl"), filePath: join(path, "gameday.yaml") };
}

const ofDays: JournalKind<DayEvent> = {
  writer: "a game day",
  parse: parseDayEvent,
  whenDamaged:
    "The file was changed or damaged after it was written. The day's runs have journals of their own: `brownout runs` lists them, and `brownout recover` takes out what they left in.",
  mayLackHeader: false,
};

/** The events of a game day's journal; see {@link readEvents}. */
export function readDayJournal(path: string): AsyncGenerator<DayEvent> {
  return readEvents(path, ofDays);
}

/**
 * Makes the folder of a new game day, claims it for this process, and opens its journal.
 * @param id one that no folder has
 * @param text of the game day's file
 * @throws JournalError when that can't be written, or somebody else made that folder meanwhile; nothing was started then
 */
export async function createDay(gamedaysFolder: string, id: string, text: string): Promise<HeldDay> {
  const folder = dayFolder(gamedaysFolder, id);
  try {
    await mkdir(gamedaysFolder, { recursive: true });
    await mkdir(folder.path, { mode: OWN_FOLDER });
    const claim = await claimRun(folder.path, "leader");
    if (claim === undefined) throw new Error("another process took it");
    await writeFile(folder.filePath, text, { mode: OWN_FILE });
    return { folder, journal: await beginJournal<DayEvent>(folder.journalPath), claim };
  } catch (cause) {
    throw journalError(`make the game day's folder ${folder.path}`, cause);
  }
}

/**
 * Takes a game day for this process, to go on with it; undefined where a living process has it.
 * @throws JournalError, CorruptJournalError
 */
export async function takeDay(folder: DayFolder): Promise<HeldDay | undefined> {
  const claim = await claimRun(folder.path, "leader");
  if (claim === undefined) return undefined;
  try {
    return { folder, journal: await JournalWriter.open<DayEvent>(folder.journalPath), claim };
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/**
 * The game days in a folder, by their dates and then in the order in which they began; none when the folder isn't there.
 * @throws JournalError when it can't be read
 */
export async function dayFolders(gamedaysFolder: string): Promise<readonly DayFolder[]> {
  try {
    const names = await readdir(gamedaysFolder);
    const inOrder = names.toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));
    return inOrder.map((name) => dayFolder(gamedaysFolder, name)).filter(({ journalPath }) => existsSync(journalPath));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw journalError(`read the game days' folder ${gamedaysFolder}`, cause);
  }
}
