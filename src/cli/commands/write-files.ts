import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "../../values/errors.ts";

interface NewText {
  readonly path: string;
  readonly text: string;
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

function write({ path, text }: NewText, before: () => void = () => undefined): void {
  try {
    before();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: "wx" });
  } catch (cause) {
    throw new UsageError({ message: `cannot write ${path}: ${(cause as Error).message}`, cause });
  }
}
