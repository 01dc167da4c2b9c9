import { BrownoutError, InconclusiveError, UsageError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";

/** A run's folder or journal can't be written: without it nothing may be put in. Exit code 3. */
export class JournalError extends InconclusiveError {
  override readonly code = "E_JOURNAL";
}

/** A journal that isn't one, or that was damaged other than by a crash. Exit code 64. */
export class CorruptJournalError extends BrownoutError {
  readonly code = "E_JOURNAL_CORRUPT";
  override readonly exitCode = exitCodes.usage;
}

/** A journal that a newer version wrote, in a way that this one doesn't know. Exit code 64. */
export class NewerJournalError extends UsageError {
  override readonly code = "E_JOURNAL_NEWER";
}

const hints: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full: free some space, or write to another disk with --runs DIR.",
  EDQUOT: "The disk quota is used up: free some space, or write to another disk with --runs DIR.",
  EROFS: "The file system is read-only: choose a folder that can be written with --runs DIR.",
  EACCES: "You may not write there: change its permissions, or choose another folder with --runs DIR.",
  EPERM: "You may not write there: change its permissions, or choose another folder with --runs DIR.",
  ENOTDIR: "A part of the path is a file: choose another folder with --runs DIR.",
  EEXIST: "Something of that name is there already: move it away, or choose another folder with --runs DIR.",
};

/** Makes a JournalError of what the system refused, with what to do. `what` completes `Cannot …`. */
export function journalError(what: string, cause: unknown): JournalError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new JournalError({
    message: `Cannot ${what}: ${message}`,
    hint: hints[code ?? ""] ?? "Choose another folder with --runs DIR.",
    cause,
  });
}
