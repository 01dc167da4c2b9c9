import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../values/errors.ts";
import { hasReportPage } from "../../values/report-page.ts";
import type { CommandContext } from "./context.ts";
import type { RenderFormat } from "./render-reports.ts";

/**
 * Writes the page into the run's own folder, for who watched the run. Nobody asked for it: that it can't be made takes nothing from
 * how the run ended, and is only said. Who didn't watch has the run's journal, of which `report --html` makes the same page.
 */
export async function writeRunPage(folder: string, render: RenderFormat, context: CommandContext): Promise<void> {
  if (!hasReportPage()) return;
  const path = join(folder, "report.html");
  try {
    await writeFile(path, `${await render("html")}\n`);
    context.err(`report: ${path}`);
  } catch (cause) {
    context.err(`warning: the page of the run, ${path}, could not be written: ${messageOf(cause)}`);
  }
}
