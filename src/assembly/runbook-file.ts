import { existsSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { type MarkedText, parseMarkedText } from "../files/marked-sections/marked-text.ts";
import { type GeneratedSection, type MergedText, mergeSections } from "../files/marked-sections/merge-sections.ts";
import { BrownoutError, UsageError } from "../values/errors.ts";
import { readWholeText } from "./read-text.ts";

/** The longest file, in bytes: people write no more by hand. */
const MOST_BYTES = 1024 * 1024;

/** A file and the text that it is to have. */
interface FileChange {
  readonly path: string;
  readonly text: string;
  readonly isNew: boolean;
}

/** All that becomes of a runbook's files where it is written anew. */
export interface RunbookUpdate extends Omit<MergedText, "text"> {
  /** Those that change, in the order of writing. */
  readonly changes: readonly FileChange[];
  /** The file that has what was generated last. */
  readonly basePath: string;
}

/**
 * Reads a runbook's file, and the one beside it that has what was generated last, and merges what is generated now into it.
 * @param whole what is generated, as a file that has nothing else
 * @throws UsageError where the file isn't text, or has no sections; MarkedTextError
 */
export function updateRunbook(path: string, whole: string, generated: readonly GeneratedSection[]): RunbookUpdate {
  const basePath = basePathOf(path);
  const [current, base] = [textIn(path), textIn(basePath)];
  const { text, ...merged } =
    current === undefined
      ? { text: whole, conflicts: [], missing: [], strangers: [] }
      : mergeSections(path, sectionsOf(path, current), lastGenerated(basePath, base), generated);
  const changes = [
    { path, text, isNew: current === undefined },
    { path: basePath, text: whole, isNew: base === undefined },
  ].filter((file) => file.text !== (file.path === path ? current : base));
  return { ...merged, changes, basePath };
}

/** `runbooks/.pricing-slow.base.md` of `runbooks/pricing-slow.md`. */
function basePathOf(path: string): string {
  const extension = extname(path);
  return join(dirname(path), `.${basename(path, extension)}.base${extension}`);
}

/** The text of a file; undefined where there is none. */
function textIn(path: string): string | undefined {
  return existsSync(path) ? readWholeText(path, MOST_BYTES) : undefined;
}

function sectionsOf(path: string, text: string): MarkedText {
  const marked = parseMarkedText({ path, text });
  if (marked.sections.length > 0) return marked;
  throw new UsageError({
    message: `${path} is there, and has no section of a runbook; nothing was written`,
    hint: "Put `<!-- brownout:begin looks -->` and `<!-- brownout:end looks -->` on lines of their own where a section is to be (its names: docs/runbook.md), or write to another file with --out.",
  });
}

/** The lines that were generated last, by section. A file that isn't what brownout wrote is of no use, and no hindrance either. */
function lastGenerated(path: string, text: string | undefined): ReadonlyMap<string, readonly string[]> {
  if (text === undefined) return new Map();
  try {
    return new Map(parseMarkedText({ path, text }).sections.map(({ name, lines }) => [name, lines]));
  } catch (error) {
    if (error instanceof BrownoutError) return new Map();
    throw error;
  }
}
