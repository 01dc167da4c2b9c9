import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The top folder of the repository that a folder is in, with no symbolic link in its path; the folder itself where it is
 * in none.
 */
export function repositoryOf(folder: string): string {
  const start = realpathSync(folder);
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (at === dirname(at)) return start;
  }
}
