import { Command } from "commander";
import { readWholeText } from "../../assembly/read-text.ts";
import { faultKinds } from "../../faults/kinds.ts";
import { formatExperiment } from "../../files/experiment/format-experiment.ts";
import { interpretSchemas } from "../../files/interpret-schemas.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { BrownoutError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { CommandContext } from "./context.ts";
import { replaceText } from "./replace-text.ts";

export function fmtCommand(context: CommandContext): Command {
  return new Command("fmt")
    .description("Prints experiment files in the usual order and spacing; what they say and their comments stay.")
    .argument("<file...>", "experiment files")
    .option("--check", "changes nothing, and ends with 1 where a file isn't printed so")
    .action((files: readonly string[], { check = false }: { readonly check?: boolean }) => {
      interpretSchemas();
      // The worst, whichever file comes last: what can't be read is worse than what isn't printed so.
      context.exitCode(Math.max(...files.map((file) => format(file, check, context))));
    });
}

/** @returns the exit code */
function format(file: string, isCheck: boolean, context: CommandContext): number {
  try {
    const text = readWholeText(file, maxTextLength);
    const after = formatExperiment({ path: file, text }, faultKinds);
    if (after === text) return exitCodes.pass;
    if (!isCheck) replaceText(file, after);
    context.out(isCheck ? `not formatted: ${file}` : `formatted ${file}`);
    return isCheck ? exitCodes.fail : exitCodes.pass;
  } catch (error) {
    if (!(error instanceof BrownoutError)) throw error;
    context.err(error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`);
    return error.exitCode;
  }
}
