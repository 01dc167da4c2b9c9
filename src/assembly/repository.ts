import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { realPathOf } from "./real-path.ts";

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

/**
 * The path of a file from the top folder of a repository, with slashes, as code hosts know it. A link that the file itself is stays;
 * those among its folders are followed.
 * @param root as {@link repositoryOf} gives it
 */
export function pathInRepository(root: string, path: string): string {
  const file = join(realPathOf(dirname(path)), basename(path));
  return relative(root, file).split(sep).join("/");
}
