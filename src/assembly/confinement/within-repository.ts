import { isAbsolute, relative, resolve, sep } from "node:path";
import { realPathOf } from "../real-path.ts";
import { ConfinedFileError } from "./confined-error.ts";

/** Holds credentials on many a machine that checks a repository out, and commands that git runs. */
const GIT_FOLDER = ".git";

/**
 * Makes sure that a path, with its symbolic links followed, leads to what is in the repository and isn't git's own.
 * @param root with no symbolic link in its path
 * @throws ConfinedFileError
 */
export function checkWithin(path: string, root: string): void {
  const steps = stepsFrom(root, realPathOf(path));
  if (steps === undefined) {
    throw new ConfinedFileError({
      message: `${path} is not in the repository (${root}), and under --ci nothing else is read`,
      hint: "Move it into the repository; a symbolic link to it won't do.",
    });
  }
  if (isGits(steps)) {
    throw new ConfinedFileError({
      message: `${path} is git's own, and under --ci isn't read: it may hold credentials`,
    });
  }
}

/**
 * Makes sure that a folder of the repository that is written to is in it: symbolic links may have come with the checkout.
 * @throws ConfinedFileError
 */
export function checkNotLedAway(folder: string, root: string): void {
  if (stepsFrom(root, resolve(folder)) === undefined) return;
  const steps = stepsFrom(root, realPathOf(folder));
  if (steps !== undefined && !isGits(steps)) return;
  throw new ConfinedFileError({
    message: `${folder} leads out of the repository (${root}) by a symbolic link, and under --ci nothing is written there`,
    hint: "Take the link away, or name other folders with --runs and --artifacts.",
  });
}

function isGits(steps: readonly string[]): boolean {
  return steps.some((step) => step.toLowerCase() === GIT_FOLDER);
}

/** The steps from a folder to what is in it; undefined for what isn't. */
function stepsFrom(root: string, path: string): readonly string[] | undefined {
  const way = relative(root, path);
  const steps = way.split(sep);
  return steps[0] === ".." || isAbsolute(way) ? undefined : steps;
}
