import { Command } from "commander";
import { loadExperiment, type VariableOptions } from "../../assembly/load-experiment.ts";
import { concealer } from "../../files/experiment/concealer.ts";
import { BrownoutError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { composeWarnings } from "./compose-warnings.ts";
import type { CommandContext } from "./context.ts";
import { addVariableOptions } from "./variable-options.ts";

type ValidateOptions = VariableOptions & { readonly watch?: true };

/** Called with the path of each file before it is read. */
type OnRead = (path: string) => void;

export function validateCommand(context: CommandContext): Command {
  const command = new Command("validate")
    .description("Checks experiment files and the graphs that they name; starts nothing.")
    .argument("<file...>", "experiment files")
    .option("--watch", "checks again when a file changes, or what it names, until Ctrl-C; ends with the last exit code")
    .action(async (files: readonly string[], { watch, ...options }: ValidateOptions) => {
      const validate = (onRead?: OnRead) => validateAll(files, options, context, onRead);
      if (watch === undefined) return context.exitCode(await validate());
      const { onEachChange } = await import("./on-each-change.ts");
      await onEachChange(async (onRead) => context.exitCode(await validate(onRead)), context);
    });
  return addVariableOptions(command);
}

/** @returns the exit code */
async function validateAll(
  files: readonly string[],
  options: VariableOptions,
  context: CommandContext,
  onRead?: OnRead,
): Promise<number> {
  let exitCode: number = exitCodes.pass;
  for (const file of files) exitCode = (await validate(file, options, context, onRead)) || exitCode;
  return exitCode;
}

async function validate(
  file: string,
  options: VariableOptions,
  context: CommandContext,
  onRead?: OnRead,
): Promise<number> {
  try {
    const { experiment, concealed } = await loadExperiment(file, options, onRead);
    context.conceal(concealer(concealed));
    const [{ planOnPaper }, { faultKinds }] = await Promise.all([
      import("../../judge/plan/plan-on-paper.ts"),
      import("../../faults/kinds.ts"),
    ]);
    const { warnings } = planOnPaper(experiment, faultKinds);
    for (const path of experiment.system.compose?.files ?? []) onRead?.(path);
    for (const warning of [...warnings, ...(await composeWarnings(experiment))]) context.err(`warning: ${warning}`);
    context.out(`ok ${file}`);
    return exitCodes.pass;
  } catch (error) {
    if (!(error instanceof BrownoutError)) throw error;
    context.err(error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`);
    return error.exitCode;
  }
}
