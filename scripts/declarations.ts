/**
 * Writes the types of the library into dist, after scripts/bundle.ts. They are those of src/library alone: a user's compiler
 * must not come to anything inside of brownout, nor to the types of what brownout depends on.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { libraryEntries } from "../src/values/own-files.ts";

const root = join(import.meta.dirname, "..");
const LIBRARY = join("src", "library");
const RELATIVE_IMPORT = /(?<=(?:from|import) ")(\.[^"]+)\.ts(?=")/g;

/** All that is declared, which is that of the whole source, by path without its end. */
function declareAll(folder: string): (module: string) => string {
  const compiler = join(root, "node_modules", ".bin", "tsc");
  execFileSync(compiler, ["--project", join(root, "tsconfig.library.json"), "--outDir", folder], { stdio: "inherit" });
  return (module) => readFileSync(join(folder, `${module}.d.ts`), "utf8");
}

/** Copies the entry's declarations and those that they import. */
function copy(module: string, read: (module: string) => string, copied: Set<string>): void {
  if (copied.has(module)) return;
  copied.add(module);
  if (relative(LIBRARY, module).startsWith("..")) throw new Error(`the types of the library come to ${module}`);
  const text = read(module);
  const target = join(root, "dist", `${module}.d.ts`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text.replaceAll(RELATIVE_IMPORT, "$1.js"));
  for (const [, path = ""] of text.matchAll(RELATIVE_IMPORT)) copy(join(dirname(module), path), read, copied);
}

const folder = mkdtempSync(join(tmpdir(), "brownout-types-"));
try {
  const read = declareAll(folder);
  const copied = new Set<string>();
  for (const entry of libraryEntries) copy(entry, read, copied);
} finally {
  rmSync(folder, { recursive: true });
}
