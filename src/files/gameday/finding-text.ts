import { CORE_SCHEMA, dump } from "js-yaml";
import type { Finding } from "./finding.ts";

/** Writes a finding as Markdown with front matter, of texts that have no control characters. */
export function findingText({ title, severity, owner, experiment, run, status, gameday, text }: Finding): string {
  const head = { title, severity, owner, experiment, ...(run !== undefined && { run }), status, gameday };
  const front = dump(head, { schema: CORE_SCHEMA, lineWidth: -1 });
  return `---\n${front}---\n${text === "" ? "" : `\n${text}\n`}`;
}
