import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Clock } from "../../values/clock/clock.ts";
import type { Random } from "../../values/random/random.ts";
import { beginJournal, OWN_FILE, OWN_FOLDER } from "./begin-journal.ts";
import { journalError } from "./journal-error.ts";
import type { JournalWriter } from "./journal-writer.ts";
import { claimRun, type RunClaim } from "./run-claim.ts";

/** The places of a run's files: `.brownout/runs/<id>/`. All paths are absolute. */
export interface RunFolder {
  readonly id: string;
  readonly path: string;
  readonly journalPath: string;
  /** Output of the services, a file each. */
  readonly logFolder: string;
}

/** The paths of a run, whether it exists or not. */
export function runFolder(runsFolder: string, id: string): RunFolder {
  const path = resolve(runsFolder, id);
  return {
    id,
    path,
    journalPath: join(path, "journal.jsonl"),
    logFolder: join(path, "logs"),
  };
}

/**
 * A name for a run: `20261121-012414-k3f9`. Names sort as the runs began; the random end keeps runs of one
 * second apart.
 */
export function newRunId(clock: Clock, random: Random): string {
  const [date, time] = new Date(clock.wallMs()).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").split("T");
  const end = Math.floor(random() * 36 ** 4).toString(36);
  return `${date}-${time}-${end.padStart(4, "0")}`;
}

/** A text that is kept beside the journal: what the run was made from. */
export interface KeptText {
  /** Of its file. */
  readonly name: string;
  readonly text: string;
}

/** A run that was just begun: its folder, its empty journal, and this process's claim to it. */
export interface CreatedRun {
  readonly folder: RunFolder;
  readonly journal: JournalWriter;
  readonly claim: RunClaim;
}

/**
 * Makes the folder of a new run, claims it for this process, and opens its journal.
 * @throws JournalError when that can't be written; nothing else was started yet then
 */
export async function createRun(runsFolder: string, id: string, texts: readonly KeptText[]): Promise<CreatedRun> {
  const folder = runFolder(runsFolder, id);
  try {
    await mkdir(dirname(folder.path), { recursive: true });
    await mkdir(folder.path, { mode: OWN_FOLDER });
    await mkdir(folder.logFolder, { mode: OWN_FOLDER });
    for (const { name, text } of texts) await writeFile(join(folder.path, name), text, { mode: OWN_FILE });
    // Claimed before it has a journal, so that `recover` never sees a new run that is nobody's.
    const claim = await claimRun(folder.path, "runner");
    if (claim === undefined) throw new Error("another process took it");
    return { folder, journal: await beginJournal(folder.journalPath), claim };
  } catch (cause) {
    throw journalError(`make the run's folder ${folder.path}`, cause);
  }
}

/**
 * The runs in a folder, the oldest first; none when the folder isn't there.
 * @throws JournalError when it can't be read
 */
export async function runFolders(runsFolder: string): Promise<readonly RunFolder[]> {
  try {
    const names = await readdir(runsFolder);
    return names.sort().flatMap((name) => {
      const folder = runFolder(runsFolder, name);
      return existsSync(folder.journalPath) ? [folder] : [];
    });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw journalError(`read the runs folder ${runsFolder}`, cause);
  }
}
