import { UsageError } from "../../values/errors.ts";
import type { Source } from "../yaml/problem.ts";
import type { FoundProgram } from "./found-program.ts";

const PROCESS = /^([A-Za-z0-9_-]+):\s*(\S.*)$/;
/** The one process that is given requests, by the format's convention; and the one that is run once at a release. */
const WEB = "web";
const ONCE = "release";

export interface Procfile {
  readonly programs: readonly FoundProgram[];
  /** Sentences on what was left out. */
  readonly notes: readonly string[];
}

/**
 * Reads a Procfile: a line `name: command` for each process, empty lines and comments (`#`) between them.
 * @param folder from where the graph file will be to the Procfile's
 * @throws UsageError for a line that is none of these, or a file without any process
 */
export function parseProcfile({ path, text }: Source, folder: string): Procfile {
  const programs: FoundProgram[] = [];
  const notes: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    const [, name, command] = PROCESS.exec(line) ?? [];
    if (name === undefined || command === undefined) {
      throw new UsageError({
        message: `${path}:${index + 1} is no process of a Procfile`,
        hint: "A line is a name and a command: `web: node web.js`.",
      });
    }
    if (name === ONCE) notes.push(`${name} is run once before a release, and left out: \`${command.trim()}\``);
    else programs.push({ name, line: command.trim(), folder, listens: name === WEB });
  }
  if (programs.length > 0) return { programs, notes };
  throw new UsageError({
    message: `${path} has no process`,
    hint: "A line is a name and a command: `web: node web.js`.",
  });
}
