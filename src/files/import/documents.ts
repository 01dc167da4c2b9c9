import type { Source } from "../yaml/problem.ts";
import { ImportError } from "./import-error.ts";

const DOCUMENTS_MAX = 50;

/**
 * The documents of a YAML text, empty ones left out. Each begins with as many empty lines as are before it, so that its lines are those of the file.
 * A line that begins with three dashes begins a document, also inside of a block or a quoted text (YAML 1.2, 9.1.2).
 * @throws ImportError where there are more than 50
 */
export function splitDocuments({ path, text }: Source): readonly Source[] {
  const starts = [0, ...[...text.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index)];
  if (starts.length > DOCUMENTS_MAX + 1) {
    throw new ImportError({
      message: `${path} holds more than ${DOCUMENTS_MAX} documents`,
      hint: "Import a part of them at a time.",
    });
  }
  return starts.flatMap((start, at) => {
    const own = text.slice(start, starts[at + 1]).replace(/^---(?=\s|$)/, "   ");
    if (isEmpty(own)) return [];
    const linesBefore = text.slice(0, start).match(/\r\n?|\n/g)?.length ?? 0;
    return [{ path, text: "\n".repeat(linesBefore) + own }];
  });
}

function isEmpty(text: string): boolean {
  return text.split(/\r\n?|\n/).every((line) => /^\s*(#.*|\.\.\.)?$/.test(line));
}
