import { dirname } from "node:path";
import { Command } from "commander";
import { unlessInterrupted } from "../../assembly/interrupted.ts";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import { type PlatformOptions, preparePlan } from "../../assembly/prepare-plan.ts";
import { agreeToProduction, type ProductionOptions } from "./agree-to-production.ts";
import type { CommandContext } from "./context.ts";
import { addPlatformOption } from "./platform-options.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";
import { terminalStyle } from "./terminal.ts";
import { addVariableOptions } from "./variable-options.ts";

type RunCommandOptions = VariableOptions & PlatformOptions & RunsOption & ProductionOptions & { readonly json?: true };

export function runCommand(context: CommandContext): Command {
  const command = new Command("run")
    .description(
      "Runs an experiment and ends with its verdict: 0 pass, 1 fail, 2 aborted, 3 inconclusive, 4 undo incomplete.",
    )
    .argument("<file>", "experiment file")
    .addOption(runsOption())
    .option("--yes-production", "doesn't ask where the cluster looks like production")
    .option("--ci", "asks nobody anything, as with CI set in the environment")
    .option(
      "--force-finalizers",
      "lets go of chaos objects that Chaos Mesh doesn't let go of; what it put into pods may stay in them",
    )
    .option("--json", "prints the result as JSON, and nothing else on stdout")
    .action((file: string, options: RunCommandOptions) => run(file, options, context));
  return addVariableOptions(addPlatformOption(command));
}

async function run(file: string, options: RunCommandOptions, context: CommandContext): Promise<void> {
  const [{ executeRun }, { openRunView }, { renderResult }, { renderJson }] = await Promise.all([
    import("../../assembly/execute-run.ts"),
    import("./run-view.ts"),
    import("../../report/terminal/summary.ts"),
    import("../../report/json.ts"),
  ]);
  const prepared = await preparePlan(file, options, context, async (wired, experiment) => {
    for (const what of await unlessInterrupted(wired.takeOver(experiment), context)) context.err(what);
  });
  const { plan } = prepared;
  if (plan.where !== undefined) context.err(plan.where);
  await agreeToProduction(plan, options, context);
  for (const warning of plan.warnings) context.err(`warning: ${warning}`);
  const view = openRunView(context, options.json === undefined ? "stdout" : "stderr");
  const input = { ...prepared, runsFolder: options.runs, listener: view.listener };
  const { result, folder } = await executeRun(input, context).finally(view.close);
  const { id, path } = folder;
  context.keptElsewhere(
    `The run ended as ${result.verdict} and is kept in ${path}: \`brownout report ${id} --runs ${dirname(path)}\` prints it.`,
  );
  if (options.json) context.deliver(renderJson(result, path));
  else context.out(renderResult(result, terminalStyle(context)).join("\n"));
  context.exitCode(result.exitCode);
}
