import { existsSync, readFileSync } from "node:fs";
import type { NewFile } from "../../files/init/new-file.ts";
import { replaceFiles, writeNewFiles } from "./write-files.ts";

/** The thing to do where files are there already: refuse, write over them, or only show what would change. */
export type InitMode = "new" | "force" | "diff";

const THERE_ALREADY =
  "See what would change with --diff, write over it with --force, or write elsewhere with --out FOLDER.";

/**
 * Writes the files that `init` makes, or shows what would change.
 * @returns lines for a person
 * @throws UsageError, where nothing was written
 */
export async function deliverFiles(files: readonly NewFile[], mode: InitMode): Promise<string[]> {
  if (mode === "diff") return differences(files);
  if (mode === "new") writeNewFiles(files, THERE_ALREADY);
  else replaceFiles(files);
  return files.map(({ path }) => `wrote ${path}`);
}

async function differences(files: readonly NewFile[]): Promise<string[]> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import("diff");
  return files.flatMap(({ path, text }) => {
    const before = existsSync(path) ? readFileSync(path, "utf8") : "";
    if (before === text) return [`no change in ${path}`];
    const from = existsSync(path) ? path : "/dev/null";
    return createTwoFilesPatch(from, path, before, text, "", "", { headerOptions: FILE_HEADERS_ONLY })
      .trimEnd()
      .split("\n");
  });
}
