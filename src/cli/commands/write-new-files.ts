import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "../../values/errors.ts";

/**
 * Writes files that aren't there yet: all, or none when one of them is.
 * @param hint what to do where one is
 * @throws UsageError
 */
export function writeNewFiles(files: readonly { readonly path: string; readonly text: string }[], hint: string): void {
  const taken = files.filter(({ path }) => existsSync(path)).map(({ path }) => path);
  if (taken.length > 0) {
    throw new UsageError({
      message: `${taken.join(", ")} ${taken.length === 1 ? "is" : "are"} there already; nothing was written`,
      hint,
    });
  }
  for (const { path, text } of files) write(path, text);
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: "wx" });
  } catch (cause) {
    throw new UsageError({ message: `cannot write ${path}: ${(cause as Error).message}`, cause });
  }
}
