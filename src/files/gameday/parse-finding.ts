import { z } from "zod";
import { textSchema } from "../experiment/value-schemas.ts";
import { parseDocument } from "../yaml/document.ts";
import { ProblemsError, type Source } from "../yaml/problem.ts";
import { readBySchema } from "../yaml/read-by-schema.ts";
import { type Finding, findingStatuses, severities } from "./finding.ts";

/** A finding's file is none, or somebody changed it into what isn't one. */
export class FindingError extends ProblemsError {
  override readonly code = "E_FINDING";
}

const frontSchema = z.strictObject({
  title: textSchema.min(1),
  severity: z.enum(severities),
  owner: textSchema.min(1),
  experiment: textSchema.min(1),
  run: textSchema.min(1).optional(),
  status: z.enum(findingStatuses),
  gameday: textSchema.min(1),
});

/** From its first line, `---`, to the next such line. */
const FRONT = /^---\r?\n(?:[\s\S]*?\r?\n)?(?=---[ \t]*(?:\r?\n|$))/;
const REST = /^---[ \t]*\r?\n?/;

/**
 * Reads a finding's file.
 * @throws FindingError with everything that is wrong in its front matter
 */
export function parseFinding({ path, text }: Source): Finding {
  const [front] = FRONT.exec(text) ?? [];
  if (front === undefined) {
    const message = "a finding begins with `---`, its fields in YAML, and another `---`";
    throw new FindingError([{ file: path, path: "", line: 1, column: 1, message }]);
  }
  // The first `---` is YAML's own mark of a document's beginning, so that lines are counted as in the file.
  const document = parseDocument({ path, text: front });
  if (document.value === undefined) throw new FindingError(document.problems);
  const { value: fields, problems } = readBySchema(frontSchema, document);
  if (problems.length > 0 || fields === undefined) throw new FindingError(problems);
  const { run, ...rest } = fields;
  return { ...rest, ...(run !== undefined && { run }), text: text.slice(front.length).replace(REST, "").trim() };
}
