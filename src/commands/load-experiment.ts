import { dirname, isAbsolute, join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Experiment } from "../experiment/experiment.ts";
import { mergeVariables, parseVariableFile, splitAssignment } from "../experiment/variables.ts";
import { readText } from "./read-text.ts";

/** What {@link addVariableOptions} adds to a command's options. */
export interface VariableOptions {
  /** From `--var`, by name. */
  readonly var: Readonly<Record<string, string>>;
  readonly varFile?: string;
}

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

/**
 * Reads an experiment and the graph that it names. Variables come from `--var`, then `--var-file`, then the
 * environment. What it needs is loaded only when it is called, so that a command line starts fast.
 * @throws UsageError, of which ExperimentError is one
 */
export async function loadExperiment(path: string, options: VariableOptions): Promise<Experiment> {
  const [zod, { parseExperiment }, { parseGraph }, { faultKinds }, { maxTextLength }] = await Promise.all([
    import("zod"),
    import("../experiment/parse-experiment.ts"),
    import("../graph/parse-graph.ts"),
    import("../fault/kinds.ts"),
    import("../yaml/document.ts"),
  ]);
  // Compiled validators pay off in a server; for a file or two, compiling them takes longer than checking.
  zod.config({ jitless: true });
  const read = (file: string) => ({ path: file, text: readText(file, maxTextLength) });
  const from = (file: string) => (isAbsolute(file) ? file : join(dirname(path), file));
  const given = new Map(Object.entries(options.var));
  const fromFile = options.varFile === undefined ? new Map() : parseVariableFile(read(options.varFile));
  const environment = new Map(Object.entries(process.env).map(([name, value]) => [name, value ?? ""]));
  return parseExperiment(read(path), {
    faultKinds,
    variables: mergeVariables(given, fromFile, environment),
    readGraph: (graph, variant) => parseGraph(read(from(graph)), variant),
    readText: (file) => read(from(file)),
  });
}
