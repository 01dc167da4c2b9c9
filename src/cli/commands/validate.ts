import { Command } from "commander";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import { type ReadText, readText } from "../../assembly/read-text.ts";
import type { CommandContext } from "./context.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";
import { exitCodeOfAll, type ValidatedFile, validateExperiment } from "./validate-experiment.ts";
import { addVariableOptions } from "./variable-options.ts";

type ValidateOptions = VariableOptions & RunsOption & { readonly watch?: true; readonly json?: true };

export function validateCommand(context: CommandContext): Command {
  const command = new Command("validate")
    .description("Checks experiment files and the graphs that they name; starts nothing.")
    .argument("<file...>", "experiment files")
    .option("--watch", "checks again when a file changes, or what it names, until Ctrl-C; ends with the last exit code")
    .addOption(runsOption())
    .option("--json", "prints what is found of each file as one JSON array, and nothing else")
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
  { json, ...options }: Omit<ValidateOptions, "watch">,
  context: CommandContext,
  readFile: ReadText,
): Promise<number> {
  const validated: ValidatedFile[] = [];
  for (const file of files) {
    const one = await validateExperiment(file, options, readFile);
    validated.push(one);
    if (json === undefined) await print(one, context);
  }
  if (json) context.deliver(JSON.stringify(validated, undefined, 2));
  return exitCodeOfAll(validated);
}

async function print(validated: ValidatedFile, context: CommandContext): Promise<void> {
  if (validated.ok) {
    for (const warning of validated.warnings) await tell(`warning: ${warning}`, context);
    context.out(`ok ${validated.file}`);
    return;
  }
  const { message, hint } = validated;
  await tell(hint === undefined ? message : `${message}\n  ${hint}`, context);
}

async function tell(text: string, context: CommandContext): Promise<void> {
  // A file that is right needs nothing of what fits rows to a terminal.
  const { fittedRows } = await import("./fitted-rows.ts");
  context.err(fittedRows(text.split("\n"), context).join("\n"));
}
