import { Command } from "commander";
import { loadExperiment, type VariableOptions } from "../../assembly/load-experiment.ts";
import { type ReadText, readText } from "../../assembly/read-text.ts";
import { concealer } from "../../files/experiment/concealer.ts";
import { BrownoutError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { CommandContext } from "./context.ts";
import { experimentWarnings } from "./experiment-warnings.ts";
import { addVariableOptions } from "./variable-options.ts";

type ValidateOptions = VariableOptions & { readonly watch?: true };

export function validateCommand(context: CommandContext): Command {
  const command = new Command("validate")
    .description("Checks experiment files and the graphs that they name; starts nothing.")
    .argument("<file...>", "experiment files")
    .option("--watch", "checks again when a file changes, or what it names, until Ctrl-C; ends with the last exit code")
    .action(async (files: readonly string[], { watch, ...options }: ValidateOptions) => {
      const validate = (readFile: ReadText) => validateAll(files, options, context, readFile);
      if (watch === undefined) return context.exitCode(await validate(readText));
      const { onEachChange } = await import("./on-each-change.ts");
      await onEachChange(async (onRead) => {
        const readFile = (path: string, maxBytes: number) => {
          // Before it is read, so that one is seen, too, that isn't there yet.
          onRead(path);
          return readText(path, maxBytes);
        };
        context.exitCode(await validate(readFile));
      }, context);
    });
  return addVariableOptions(command);
}

/** @returns the exit code */
async function validateAll(
  files: readonly string[],
  options: VariableOptions,
  context: CommandContext,
  readFile: ReadText,
): Promise<number> {
  let exitCode: number = exitCodes.pass;
  for (const file of files) exitCode = (await validate(file, options, context, readFile)) || exitCode;
  return exitCode;
}

async function validate(
  file: string,
  options: VariableOptions,
  context: CommandContext,
  readFile: ReadText,
): Promise<number> {
  try {
    const { experiment, concealed } = await loadExperiment(file, options, readFile);
    context.conceal(concealer(concealed));
    for (const warning of await experimentWarnings(experiment, readFile)) context.err(`warning: ${warning}`);
    context.out(`ok ${file}`);
    return exitCodes.pass;
  } catch (error) {
    if (!(error instanceof BrownoutError)) throw error;
    context.err(error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`);
    return error.exitCode;
  }
}
