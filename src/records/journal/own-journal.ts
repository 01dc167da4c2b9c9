import { stat } from "node:fs/promises";
import { UsageError } from "../../values/errors.ts";
import { journalError } from "./journal-error.ts";
import type { RunFolder } from "./run-folder.ts";

/** A journal that somebody else may have written: acting on it would do what that person wants. Exit code 64. */
class ForeignJournalError extends UsageError {
  override readonly code = "E_JOURNAL_FOREIGN";
}

/** Runs make all of theirs so that others can neither read nor write it; what was copied or cloned from elsewhere is not so. */
const OTHERS = 0o077;

/**
 * Checks that a run, or a game day, of this user can have written a journal, and nobody else: a record says which processes to
 * end, and which rules to remove.
 * @throws ForeignJournalError, JournalError when that can't be told
 */
export async function checkOwnJournal({ path, journalPath }: Pick<RunFolder, "path" | "journalPath">): Promise<void> {
  const user = process.getuid?.();
  if (user === undefined) return;
  for (const each of [path, journalPath]) {
    const { uid, mode } = await stat(each).catch((cause: unknown) => {
      throw journalError(`look at ${each}`, cause);
    });
    if (uid !== user) {
      throw new ForeignJournalError({
        message: `${each} belongs to another user (${uid}), and you are ${user}: what it says is not acted on`,
        hint: `Call this as that user; where you know that a run of yours wrote it: chown -R ${user} ${path}`,
      });
    }
    if ((mode & OTHERS) !== 0) {
      throw new ForeignJournalError({
        message: `${each} is open to others than you, as no run leaves it: what it says is not acted on`,
        hint: `Where you know that a run of yours wrote it: chmod -R go= ${path}`,
      });
    }
  }
}
