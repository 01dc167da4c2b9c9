import { Command } from "commander";
import { UsageError } from "../../values/errors.ts";
import type { CommandContext } from "./context.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";
import { terminalStyle } from "./terminal.ts";

type ReportOptions = RunsOption & { readonly json?: true };

export function reportCommand(context: CommandContext): Command {
  return new Command("report")
    .description("Prints the report of a run again, from its journal.")
    .argument("<run>", "a run's name, as `brownout runs` lists it")
    .addOption(runsOption())
    .option("--json", "prints it as JSON")
    .action((run: string, options: ReportOptions) => report(run, options, context));
}

async function report(run: string, options: ReportOptions, context: CommandContext): Promise<void> {
  const [{ runFolder, runFolders }, { readJournal }, { foldRun }, { resultOf }, { renderResult }, { renderJson }] =
    await Promise.all([
      import("../../records/journal/run-folder.ts"),
      import("../../records/journal/read-journal.ts"),
      import("../../judge/history/run-state.ts"),
      import("../../judge/history/run-result.ts"),
      import("../../report/terminal/summary.ts"),
      import("../../report/json.ts"),
    ]);
  const folder = runFolder(options.runs, run);
  if (!(await runFolders(options.runs)).some(({ id }) => id === run)) {
    throw new UsageError({ message: `there is no run ${run} in ${options.runs}`, hint: "`brownout runs` lists them" });
  }
  const state = await foldRun(readJournal(folder.journalPath));
  if (!state) throw new UsageError({ message: `the run ${run} ended before it began: its journal is empty` });
  const result = resultOf(state);
  context.deliver(
    options.json ? renderJson(result, folder.path) : renderResult(result, terminalStyle(context)).join("\n"),
  );
}
