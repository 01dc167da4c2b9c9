import {
  closeSync,
  fchmodSync,
  fchownSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { realPathOf } from "../../assembly/real-path.ts";
import { UsageError } from "../../values/errors.ts";

/**
 * Gives a file that is there another text in one step, so that nobody reads half of it. Its mode stays, and so does a link that
 * leads to it; its owner stays where root does it.
 * @throws UsageError, and the file is as it was
 */
export function replaceText(path: string, text: string): void {
  const target = realPathOf(path);
  const draft = `${target}.${process.pid}`;
  try {
    const stats = statSync(target);
    // Whoever may not read the file may not read the draft either, from the first.
    const file = openSync(draft, "wx", stats.mode & 0o777);
    try {
      writeDraft(file, text, stats);
      renameSync(draft, target);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new UsageError({ message: `cannot write ${path}: ${(cause as Error).message}`, cause });
  }
}

function writeDraft(file: number, text: string, { mode, uid, gid }: Stats): void {
  writeFileSync(file, text);
  // Nobody else may give files away.
  if (process.geteuid?.() === 0) fchownSync(file, uid, gid);
  // Whatever the process's umask took from it.
  fchmodSync(file, mode & 0o777);
}
