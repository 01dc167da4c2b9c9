import { readTrend } from "../../assembly/gameday/read-trend.ts";
import { renderTrendJson } from "../../report/gameday/trend-document.ts";
import { renderTrendMarkdown } from "../../report/gameday/trend-markdown.ts";
import { renderTrendPage } from "../../report/html/trend-page.ts";
import { renderTrend } from "../../report/terminal/gameday-trend.ts";
import type { CommandContext } from "./context.ts";
import { filesOf, type GamedayPlaces } from "./gameday-places.ts";
import { gamedaysFolder } from "./gamedays-folder.ts";
import { terminalStyle } from "./terminal.ts";
import { checkPlaces, isStdoutTaken, writeReports } from "./write-reports.ts";

export interface TrendOptions extends GamedayPlaces {
  readonly findings: string;
  readonly boringAfter: number;
}

/** Says what the game days so far come to. */
export async function trendGamedays(options: TrendOptions, context: CommandContext): Promise<void> {
  const { findings, runs, json, boringAfter } = options;
  const report = filesOf(options);
  const printed = { report, ...(json && { json }) };
  checkPlaces(printed);
  const gamedays = gamedaysFolder(options);
  const document = await readTrend({ gamedays, findings, runs }, boringAfter);
  for (const { path, why } of document.unread) context.err(`${path} is left out: ${why}`);
  if (json) context.deliver(renderTrendJson(document));
  else if (!isStdoutTaken(printed)) {
    if (document.gamedays.length === 0) context.out(`no game days in ${gamedays}`);
    else context.deliver(renderTrend(document, terminalStyle(context)).join("\n"));
  }
  const render = async (format: string) =>
    (format === "html" ? renderTrendPage(document) : renderTrendMarkdown(document)).trimEnd();
  await writeReports(report, render, "The game days are kept: call this again.", context);
}
