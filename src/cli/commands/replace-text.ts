import { chmodSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { realPathOf } from "../../assembly/real-path.ts";
import { UsageError } from "../../values/errors.ts";

/**
 * Gives a file that is there another text in one step, so that nobody reads half of it. Its mode stays, and so does a link that
 * leads to it.
 * @throws UsageError, and the file is as it was
 */
export function replaceText(path: string, text: string): void {
  const target = realPathOf(path);
  const draft = `${target}.${process.pid}`;
  try {
    writeFileSync(draft, text, { flag: "wx" });
    chmodSync(draft, statSync(target).mode & 0o777);
    renameSync(draft, target);
  } catch (cause) {
    throw new UsageError({ message: `cannot write ${path}: ${(cause as Error).message}`, cause });
  } finally {
    rmSync(draft, { force: true });
  }
}
