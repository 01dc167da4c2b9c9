import { Command } from "commander";
import { UsageError } from "../../values/errors.ts";
import type { CompareOption } from "./compare.ts";
import type { CommandContext } from "./context.ts";
import { renderOnce } from "./render-reports.ts";
import { addReportOption, type ReportOption } from "./report-option.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";
import { terminalStyle } from "./terminal.ts";
import { checkReports, isStdoutTaken, writeReports } from "./write-reports.ts";

type ReportOptions = RunsOption & ReportOption & CompareOption & { readonly json?: true };

export function reportCommand(context: CommandContext): Command {
  const command = new Command("report")
    .description("Prints the report of a run again, from its journal, or what differs between runs.")
    .argument("[run]", "a run's name, as `brownout runs` lists it")
    .option("--compare <runs...>", "says what differs between two runs, or between these and those of --with")
    .option("--with <runs...>", "the runs on the other side")
    .addOption(runsOption())
    .option("--json", "prints it as JSON")
    .addHelpText("after", "\nExit code: 0 whatever the report says, or differs; `brownout baseline check` is the gate.")
    .action((run: string | undefined, options: ReportOptions) => reportOrCompare(run, options, context));
  return addReportOption(command);
}

async function reportOrCompare(
  name: string | undefined,
  options: ReportOptions,
  context: CommandContext,
): Promise<void> {
  checkReports(options);
  const isComparison = options.compare !== undefined || options.with !== undefined;
  if (isComparison && name === undefined) {
    const { compare } = await import("./compare.ts");
    return compare(options, context);
  }
  if (isComparison)
    throw new UsageError({ message: `${name} is on no side`, hint: "Name runs after --compare or --with." });
  if (name === undefined) throw new UsageError({ message: "no run is named", hint: "`brownout runs` lists them." });
  return report(name, options, context);
}

async function report(name: string, options: ReportOptions, context: CommandContext): Promise<void> {
  const [{ renderResult }, { renderJson }, { readNamedRun }, { runFolder }, { reportedRun }] = await Promise.all([
    import("../../report/terminal/summary.ts"),
    import("../../report/json.ts"),
    import("../../assembly/recorded-runs.ts"),
    import("../../records/journal/run-folder.ts"),
    import("../../assembly/reported-run.ts"),
  ]);
  const { started, result } = await readNamedRun(options.runs, name);
  const folder = runFolder(options.runs, name);
  if (options.json) context.deliver(renderJson(result, folder.path));
  else if (!isStdoutTaken(options)) context.deliver(renderResult(result, terminalStyle(context)).join("\n"));
  const hint = `The run is kept in ${folder.path}: call this again.`;
  await writeReports(
    options.report,
    renderOnce(() => reportedRun(folder, started.plan, result)),
    hint,
    context,
  );
}
