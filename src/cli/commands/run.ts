import { dirname } from "node:path";
import { Command } from "commander";
import type { Allowances } from "../../assembly/confinement/confinement.ts";
import { UsageError } from "../../values/errors.ts";
import { addConfinementOptions, checkAllowances } from "./confinement-options.ts";
import type { CommandContext } from "./context.ts";
import { addOutletOptions } from "./outlet-options.ts";
import { addPlatformOption } from "./platform-options.ts";
import { type PlayOptions, play } from "./play.ts";
import { addQueueOptions, isQueue, type QueueOptions } from "./queue-options.ts";
import { renderOnce } from "./render-reports.ts";
import { addReportOption } from "./report-option.ts";
import { writeRunPage } from "./run-page.ts";
import { runsOption } from "./runs-option.ts";
import { terminalStyle } from "./terminal.ts";
import { addVariableOptions } from "./variable-options.ts";
import { checkReports, isStdoutTaken, writeReports } from "./write-reports.ts";

type RunCommandOptions = PlayOptions & QueueOptions & Allowances;

export function runCommand(context: CommandContext): Command {
  const command = new Command("run")
    .description(
      "Runs experiments and ends with their verdict: 0 pass, 1 fail, 2 aborted, 3 inconclusive, 4 undo incomplete; of several with that of the worst.",
    )
    .argument("<file...>", "experiment files, or patterns of them in quotes: 'experiments/**/*.yaml'")
    .addOption(runsOption())
    .option("--yes-production", "doesn't ask where the cluster looks like production")
    .option(
      "--ci",
      "as a gate that strangers' experiments go through: asks nobody anything, holds them to the repository, their own services and what is allowed, writes reports",
    )
    .option(
      "--force-finalizers",
      "lets go of chaos objects that Chaos Mesh doesn't let go of; what it put into pods may stay in them",
    )
    .option("--json", "prints the result as JSON, and nothing else on stdout")
    .action((files: readonly string[], options: RunCommandOptions) => run(files, options, context));
  return addReportOption(
    addOutletOptions(
      addConfinementOptions(addQueueOptions(addVariableOptions(addPlatformOption(command))), "with --ci: "),
    ),
  );
}

async function run(files: readonly string[], options: RunCommandOptions, context: CommandContext): Promise<void> {
  checkAllowances(options);
  checkReports(options);
  const [file] = files;
  if (file === undefined || isQueue(files, options)) {
    if (options.report.length > 0) throw noReportOfSeveral();
    const { runQueue } = await import("./run-queue.ts");
    await runQueue(files, options, context);
    return;
  }
  const [{ renderResult }, { renderJson }] = await Promise.all([
    import("../../report/terminal/summary.ts"),
    import("../../report/json.ts"),
  ]);
  const { result, folder } = await play(file, options, context);
  const { id, path } = folder;
  const kept = `The run ended as ${result.verdict} and is kept in ${path}`;
  const again = `brownout report ${id} --runs ${dirname(path)}`;
  context.keptElsewhere(`${kept}: \`${again}\` prints it.`);
  if (options.json) context.deliver(renderJson(result, path));
  else if (!isStdoutTaken(options)) context.out(renderResult(result, terminalStyle(context)).join("\n"));
  context.exitCode(result.exitCode);
  const { endedRun } = await import("../../assembly/reported-run.ts");
  const hint = `${kept}: \`${again} --report FORMAT=FILE\` writes it again.`;
  const render = renderOnce(() => endedRun(folder, result));
  await writeReports(options.report, render, hint, context);
  await writeRunPage(path, render, context);
}

function noReportOfSeveral(): UsageError {
  return new UsageError({
    message: "--report is of one run, and this is a queue of experiments",
    hint: "--artifacts FOLDER has the reports of all; `brownout report RUN --report FORMAT=FILE` makes one of each run.",
  });
}
