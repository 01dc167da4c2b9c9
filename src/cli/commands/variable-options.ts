import { type Command, InvalidArgumentError, Option } from "commander";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import { splitAssignment } from "../../files/experiment/variables.ts";

/** Adds `--var` and `--var-file`, the same for every command that reads experiments. */
export function addVariableOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--var <NAME=value>", "sets a variable of the experiment; may be given several times")
        .argParser(addAssignment)
        .default({}, "none"),
    )
    .option("--var-file <file>", "reads variables from a file of lines NAME=value");
}

function addAssignment(assignment: string, before: VariableOptions["var"]): VariableOptions["var"] {
  const [name, value] = splitAssignment(assignment) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("Write NAME=value; a name has letters, digits and underscores.");
  }
  return { ...before, [name]: value };
}
