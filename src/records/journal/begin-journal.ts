import { open, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { version } from "../../values/version.ts";
import { JOURNAL_FORMAT, type JournalHeader, sealLine } from "./journal-line.ts";
import { JournalWriter } from "./journal-writer.ts";

/** Modes of what is for its user alone: all that was measured, logged, given and said. */
export const OWN_FOLDER = 0o700;
export const OWN_FILE = 0o600;

/** Makes a journal with its header, such that a crash of the machine leaves both it and the folder that it is in, and opens it. */
export async function beginJournal<Event extends object>(path: string): Promise<JournalWriter<Event>> {
  await writeFile(path, sealLine({ journal: JOURNAL_FORMAT, version } satisfies JournalHeader), { mode: OWN_FILE });
  const folder = dirname(path);
  // A file is safe from a crash only when the folders that name it are on disk, too.
  for (const each of [folder, dirname(folder)]) await syncFolder(each);
  return await JournalWriter.open<Event>(path);
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
