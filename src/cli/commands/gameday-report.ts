import { dirname, relative, resolve } from "node:path";
import { namedDay, readReportedDay } from "../../assembly/gameday/reported-day.ts";
import { renderDayJson } from "../../report/gameday/day-json.ts";
import { renderDayMarkdown } from "../../report/gameday/day-markdown.ts";
import type { LinkTo, ReportedDay } from "../../report/gameday/reported-day.ts";
import { renderDayPage } from "../../report/html/day/page.ts";
import { renderDaySummary } from "../../report/terminal/gameday-report.ts";
import type { CommandContext } from "./context.ts";
import { filesOf, type GamedayPlaces } from "./gameday-places.ts";
import { gamedaysFolder } from "./gamedays-folder.ts";
import { STDOUT } from "./report-option.ts";
import { terminalStyle } from "./terminal.ts";
import { checkPlaces, isStdoutTaken, writeReports } from "./write-reports.ts";

/** Reports of a game day, from its journal and those of its runs. */
export async function reportGameday(
  name: string | undefined,
  options: GamedayPlaces,
  context: CommandContext,
): Promise<void> {
  const files = filesOf(options);
  const printed = { report: files, ...(options.json && { json: options.json }) };
  checkPlaces(printed);
  const folder = await namedDay(gamedaysFolder(options), name);
  const day = await readReportedDay(folder, options.runs);
  if (options.json) context.deliver(renderDayJson(day));
  else if (!isStdoutTaken(printed)) context.deliver(renderDaySummary(day, terminalStyle(context)).join("\n"));
  const hint = `The game day is kept in ${folder.path}: call this again.`;
  for (const file of files) {
    const linkTo = linksFrom(file.path === STDOUT ? "." : dirname(file.path));
    await writeReports([file], async (format) => renderDay(day, format, linkTo), hint, context);
  }
}

/** The day as a page, or in Markdown, without its last line end. */
export function renderDay(day: ReportedDay, format: string, linkTo: LinkTo): string {
  return (format === "html" ? renderDayPage(day, linkTo) : renderDayMarkdown(day, linkTo)).trimEnd();
}

/** Addresses of files as seen from a folder, whatever characters are in their names. */
export function linksFrom(folder: string): LinkTo {
  return (path) =>
    relative(resolve(folder), path)
      .split("/")
      .map((part) => encodeURIComponent(part))
      .join("/");
}
