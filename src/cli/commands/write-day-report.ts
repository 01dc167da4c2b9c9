import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readReportedDay } from "../../assembly/gameday/reported-day.ts";
import type { DayFolder } from "../../records/journal/day-folder.ts";
import { messageOf } from "../../values/errors.ts";
import type { CommandContext } from "./context.ts";
import { linksFrom, renderDay } from "./gameday-report.ts";

const FILES = { html: "report.html", markdown: "report.md" } as const;

/**
 * Writes the report of a game day, as a page and in Markdown, into its folder, in place of that before. Nobody asked for it: that it
 * can't be made takes nothing from the day, and is only said. As all in that folder it is its user's alone.
 */
export async function writeDayReport(folder: DayFolder, runsFolder: string, context: CommandContext): Promise<void> {
  try {
    const day = await readReportedDay(folder, runsFolder);
    for (const [format, name] of Object.entries(FILES)) {
      const path = join(folder.path, name);
      await writeFile(path, `${renderDay(day, format, linksFrom(folder.path))}\n`, { mode: 0o600 });
      context.err(`report: ${path}`);
    }
  } catch (cause) {
    context.err(`warning: the report of the game day in ${folder.path} could not be written: ${messageOf(cause)}`);
  }
}
