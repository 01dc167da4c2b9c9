import { Command } from "commander";
import type { ReportedRun } from "../../report/formats/format.ts";
import { UsageError } from "../../values/errors.ts";
import type { CommandContext } from "./context.ts";
import { addReportOption, type ReportOption } from "./report-option.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";
import { terminalStyle } from "./terminal.ts";
import { checkReports, isStdoutTaken, writeReports } from "./write-reports.ts";

type ReportOptions = RunsOption & ReportOption & { readonly json?: true };

export function reportCommand(context: CommandContext): Command {
  const command = new Command("report")
    .description("Prints the report of a run again, from its journal.")
    .argument("<run>", "a run's name, as `brownout runs` lists it")
    .addOption(runsOption())
    .option("--json", "prints it as JSON")
    .action((run: string, options: ReportOptions) => report(run, options, context));
  return addReportOption(command);
}

async function report(name: string, options: ReportOptions, context: CommandContext): Promise<void> {
  checkReports(options);
  const [{ renderResult }, { renderJson }] = await Promise.all([
    import("../../report/terminal/summary.ts"),
    import("../../report/json.ts"),
  ]);
  const run = await readRunOf(name, options.runs);
  if (options.json) context.deliver(renderJson(run.result, run.folder));
  else if (!isStdoutTaken(options)) {
    context.deliver(renderResult(run.result, terminalStyle(context)).join("\n"));
  }
  await writeReports(options.report, async () => run, `The run is kept in ${run.folder}: call this again.`, context);
}

/** @throws UsageError where there is no such run */
async function readRunOf(name: string, runs: string): Promise<ReportedRun> {
  const [{ runFolder, runFolders }, { readRun }] = await Promise.all([
    import("../../records/journal/run-folder.ts"),
    import("../../assembly/reported-run.ts"),
  ]);
  if (!(await runFolders(runs)).some(({ id }) => id === name)) {
    throw new UsageError({ message: `there is no run ${name} in ${runs}`, hint: "`brownout runs` lists them" });
  }
  const run = await readRun(runFolder(runs, name));
  if (!run) throw new UsageError({ message: `the run ${name} ended before it began: its journal is empty` });
  return run;
}
