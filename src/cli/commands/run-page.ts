import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ExecutedRun } from "../../assembly/execute-run.ts";
import type { RunContext } from "../../assembly/run-context.ts";
import { hasBrowserPages } from "../../values/browser-page.ts";
import { messageOf } from "../../values/errors.ts";
import { type RenderFormat, renderOnce } from "./render-reports.ts";

/** Writes the page of a run that has just ended into its folder, as {@link writeRunPage} does. */
export async function writePageBeside(
  { folder, result }: ExecutedRun,
  context: Pick<RunContext, "err">,
): Promise<void> {
  const { endedRun } = await import("../../assembly/reported-run.ts");
  await writeRunPage(
    folder.path,
    renderOnce(() => endedRun(folder, result)),
    context,
  );
}

/**
 * Writes the page into the run's own folder. Nobody asked for it: that it can't be made takes nothing from how the run ended, and is
 * only said. As all in that folder it is its user's alone.
 */
export async function writeRunPage(
  folder: string,
  render: RenderFormat,
  context: Pick<RunContext, "err">,
): Promise<void> {
  if (!hasBrowserPages()) return;
  const path = join(folder, "report.html");
  try {
    await writeFile(path, `${await render("html")}\n`, { mode: 0o600 });
    context.err(`report: ${path}`);
  } catch (cause) {
    context.err(`warning: the page of the run, ${path}, could not be written: ${messageOf(cause)}`);
  }
}
