import { existsSync, globSync, statSync } from "node:fs";
import { UsageError } from "../../values/errors.ts";

/** Tells whether a text is more than a path, whatever files there are: one of its name must not stand in for all that fit. */
const IS_PATTERN = /[*?[\]{}]/;

/**
 * The files that paths and patterns name, each once: in the order of these, and those of one pattern by the alphabet.
 * @throws UsageError for a pattern that no file fits: fewer experiments would be run than somebody thinks
 */
export function findExperiments(patterns: readonly string[]): readonly string[] {
  return [...new Set(patterns.flatMap(filesOf))];
}

/** Tells whether several files could be meant by what a command line says. */
export function namesSeveral(patterns: readonly string[]): boolean {
  return patterns.length > 1 || patterns.some((text) => IS_PATTERN.test(text));
}

function filesOf(text: string): readonly string[] {
  // That a path leads nowhere is said where it is read.
  if (!IS_PATTERN.test(text)) return [text];
  const found = new Set([...globSync(text), ...(existsSync(text) ? [text] : [])]);
  const files = [...found].filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true);
  if (files.length > 0) return files.sort();
  throw new UsageError({
    message: `no file fits ${text}`,
    hint: "Write the pattern in quotes, so that no shell reads it: 'experiments/**/*.yaml'.",
  });
}
