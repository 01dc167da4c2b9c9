import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** Paths of the pages that people read, from the tree's root. What was decided, or changed, then isn't kept up to date. */
export const pages: readonly string[] = globSync(
  ["*.md", "docs/*.md", "deploy/**/*.md", "experiments/*.md", "examples/**/*.md", "editors/*/*.md"],
  { cwd: root, exclude: ["CHANGELOG.md", "**/node_modules/**"] },
).toSorted();

export function readPage(path: string): string {
  return readFileSync(join(root, path), "utf8");
}
