import { Command } from "commander";
import { loadExperiment, type VariableOptions } from "../../assembly/load-experiment.ts";
import { concealer } from "../../files/experiment/concealer.ts";
import { BrownoutError } from "../../values/errors.ts";
import { composeWarnings } from "./compose-warnings.ts";
import type { CommandContext } from "./context.ts";
import { addVariableOptions } from "./variable-options.ts";

export function validateCommand(context: CommandContext): Command {
  const command = new Command("validate")
    .description("Checks experiment files and the graphs that they name; starts nothing.")
    .argument("<file...>", "experiment files")
    .action(async (files: readonly string[], options: VariableOptions) => {
      for (const file of files) await validate(file, options, context);
    });
  return addVariableOptions(command);
}

async function validate(file: string, options: VariableOptions, context: CommandContext): Promise<void> {
  try {
    const { experiment, concealed } = await loadExperiment(file, options);
    context.conceal(concealer(concealed));
    const [{ planOnPaper }, { faultKinds }] = await Promise.all([
      import("../../judge/plan/plan-on-paper.ts"),
      import("../../faults/kinds.ts"),
    ]);
    const { warnings } = planOnPaper(experiment, faultKinds);
    for (const warning of [...warnings, ...(await composeWarnings(experiment))]) context.err(`warning: ${warning}`);
    context.out(`ok ${file}`);
  } catch (error) {
    if (!(error instanceof BrownoutError)) throw error;
    context.err(error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`);
    context.exitCode(error.exitCode);
  }
}
