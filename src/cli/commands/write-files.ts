import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "../../values/errors.ts";

interface NewText {
  readonly path: string;
  readonly text: string;
  /** Path of a file whose mode it gets: whoever may not read that may not read this either, from the first. */
  readonly modeOf?: string;
}

/**
 * Writes files that aren't there yet: all, or none when one of them is.
 * @param hint what to do where one is
 * @throws UsageError
 */
export function writeNewFiles(files: readonly NewText[], hint: string): void {
  const taken = files.filter(({ path }) => existsSync(path)).map(({ path }) => path);
  if (taken.length > 0) {
    throw new UsageError({
      message: `${taken.join(", ")} ${taken.length === 1 ? "is" : "are"} there already; nothing was written`,
      hint,
    });
  }
  for (const file of files) write(file);
}

/**
 * Writes files in the place of those that are there, and not into them: one that may only be read can be replaced, too.
 * @throws UsageError
 */
export function replaceFiles(files: readonly NewText[]): void {
  for (const file of files) write(file, () => rmSync(file.path, { force: true }));
}

function write({ path, text, modeOf }: NewText, before: () => void = () => undefined): void {
  try {
    const mode = modeOf === undefined ? undefined : statSync(modeOf).mode & 0o777;
    before();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: "wx", ...(mode !== undefined && { mode }) });
    // Whatever the process's umask took from it.
    if (mode !== undefined) chmodSync(path, mode);
  } catch (cause) {
    throw new UsageError({ message: `cannot write ${path}: ${(cause as Error).message}`, cause });
  }
}
