import { isAbsolute, relative, resolve, sep } from "node:path";
import { realPathOf } from "../real-path.ts";
import { ConfinedFileError } from "./confined-error.ts";
import type { Place } from "./confinement.ts";

/** Holds credentials on many a machine that checks a repository out, and commands that git runs. */
const GIT_FOLDER = ".git";

/**
 * Makes sure that a path, with its symbolic links followed, leads to what is in a place and isn't git's own.
 * @throws ConfinedFileError
 */
export function checkWithin(path: string, { root, under }: Place): void {
  const steps = stepsFrom(root, realPathOf(path));
  if (steps === undefined) {
    throw new ConfinedFileError({
      message: `${path} is not in ${root}, and under ${under} nothing else is read`,
      hint: "Move it there; a symbolic link to it won't do.",
    });
  }
  if (isGits(steps)) {
    throw new ConfinedFileError({
      message: `${path} is git's own, and under ${under} isn't read: it may hold credentials`,
    });
  }
}

/**
 * Makes sure that a folder of a place that is written to is in it: symbolic links may have come with the checkout.
 * @throws ConfinedFileError
 */
export function checkNotLedAway(folder: string, { root, under }: Place): void {
  if (stepsFrom(root, resolve(folder)) === undefined) return;
  const steps = stepsFrom(root, realPathOf(folder));
  if (steps !== undefined && !isGits(steps)) return;
  throw new ConfinedFileError({
    message: `${folder} leads out of ${root} by a symbolic link, and under ${under} nothing is written there`,
    hint: "Take the link away, or name another folder.",
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
