import { dirname, join } from "node:path";
import type { Incident } from "../files/incident/incident.ts";
import { parseIncident } from "../files/incident/parse-incident.ts";
import { maxTextLength } from "../files/yaml/document.ts";
import { loadExperiment, type VariableOptions } from "./load-experiment.ts";
import { type ReadText, readText } from "./read-text.ts";

/**
 * Reads an incident, and the experiments that it names.
 * @throws UsageError, of which ProblemsError is one
 */
export async function readIncident(
  file: string,
  options: VariableOptions = { var: {} },
  readFile: ReadText = readText,
): Promise<Incident> {
  return parseIncident({ path: file, text: readFile(file, maxTextLength) }, async ({ experiment, vars }) => {
    const path = join(dirname(file), experiment);
    return { path, experiment: (await loadExperiment(path, withVars(options, vars), readFile)).experiment };
  });
}

/** The variant's variables; those of the command line come before them. */
export function withVars<Options extends VariableOptions>(options: Options, vars: VariableOptions["var"]): Options {
  return { ...options, var: { ...vars, ...options.var } };
}
