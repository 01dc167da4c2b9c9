import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../files/gameday/finding.ts";
import { parseFinding } from "../../files/gameday/parse-finding.ts";
import { interpretSchemas } from "../../files/interpret-schemas.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { BrownoutError, UsageError } from "../../values/errors.ts";
import { readText, whyUnreadable } from "../read-text.ts";

/** A finding, and where it is. */
export interface FoundFinding extends Finding {
  /** Name of its file: `2026-12-01-1.md`. */
  readonly file: string;
}

/**
 * Reads the findings of a folder, by the names of their files; none when the folder isn't there.
 * @param onUnreadable told of each file of Markdown that is no finding; the others are read all the same
 * @throws UsageError when the folder can't be read
 */
export function readFindings(
  folder: string,
  onUnreadable: (path: string, error: BrownoutError) => void,
): readonly FoundFinding[] {
  interpretSchemas();
  return markdownIn(folder).flatMap((file) => {
    const path = join(folder, file);
    try {
      return [{ file, ...parseFinding({ path, text: readText(path, maxTextLength) }) }];
    } catch (error) {
      if (!(error instanceof BrownoutError)) throw error;
      onUnreadable(path, error);
      return [];
    }
  });
}

function markdownIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(".md"));
    return names.toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new UsageError({ message: `cannot read the findings in ${folder}: ${whyUnreadable(cause)}`, cause });
  }
}
