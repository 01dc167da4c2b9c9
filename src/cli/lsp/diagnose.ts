import { loadGameday } from "../../assembly/gameday/load-gameday.ts";
import { readGameday } from "../../assembly/gameday/read-gameday.ts";
import { loadExperiment, type VariableOptions } from "../../assembly/load-experiment.ts";
import { readIncident } from "../../assembly/read-incident.ts";
import type { ReadText } from "../../assembly/read-text.ts";
import type { FileKind } from "../../files/authoring/file-kind.ts";
import { type Conceal, concealer } from "../../files/experiment/concealer.ts";
import { Concealment } from "../../files/experiment/concealment.ts";
import { parseGraph, UnknownVariantError } from "../../files/graph/parse-graph.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { type Problem, ProblemsError } from "../../files/yaml/problem.ts";
import { BrownoutError } from "../../values/errors.ts";
import { experimentWarnings } from "../commands/experiment-warnings.ts";

/** Problems of a file and of those that it names, or else what its author should know. */
export interface Diagnosis {
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

interface Checking {
  readonly options: VariableOptions;
  readonly readFile: ReadText;
  /** Takes the values, beside those of every call before, out of all that is said from now on. */
  conceal(conceal: Conceal): void;
}

/** Checks a file as the command does that is for it, and resolves with warnings. Throws what that throws. */
type Check = (path: string, checking: Checking) => Promise<readonly string[]>;

const checks: Readonly<Record<FileKind["name"], Check>> = {
  experiment: async (path, { options, readFile, conceal }) => {
    const { experiment, concealed } = await loadExperiment(path, options, readFile);
    conceal(concealer(concealed));
    return experimentWarnings(experiment, readFile);
  },
  gameday: async (path, { options, readFile, conceal }) => {
    const { plans } = await loadGameday(readGameday(path, readFile), options, { conceal }, readFile);
    return plans.flatMap(({ experiment, warnings }) => warnings.map((warning) => `${experiment.name}: ${warning}`));
  },
  incident: async (path, { options, readFile }) => {
    await readIncident(path, options, readFile);
    return [];
  },
  graph: async (path, { readFile }) => {
    try {
      parseGraph({ path, text: readFile(path, maxTextLength) }, undefined);
    } catch (error) {
      // Which of its variants is meant is for an experiment to say.
      if (!(error instanceof UnknownVariantError)) throw error;
    }
    return [];
  },
};

/** Finds all that `validate`, or the command that is for such a file, finds without starting anything. */
export async function diagnose(
  kind: FileKind["name"],
  path: string,
  options: VariableOptions,
  readFile: ReadText,
): Promise<Diagnosis> {
  const concealment = new Concealment();
  const conceal = (how: Conceal) => concealment.add(how);
  try {
    const warnings = await checks[kind](path, { options, readFile, conceal });
    return { problems: [], warnings: warnings.map(concealment.conceal) };
  } catch (error) {
    if (!(error instanceof BrownoutError)) throw error;
    if (error instanceof ProblemsError) return { problems: error.problems, warnings: [] };
    const message = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
    return { problems: [{ file: path, path: "", message: concealment.conceal(message) }], warnings: [] };
  }
}
