import { dirname, relative, resolve } from "node:path";
import { concealer } from "../../files/experiment/concealer.ts";
import type { PlannedExperiment } from "../../files/gameday/gameday.ts";
import { ProblemsError } from "../../files/yaml/problem.ts";
import { BrownoutError, UsageError } from "../../values/errors.ts";
import { loadExperiment, type VariableOptions } from "../load-experiment.ts";
import { findExperiments } from "../queue/find-experiments.ts";
import type { RunContext } from "../run-context.ts";

/** The experiments of a folder, for a game day, and the files there that are none. */
export interface FoundForDay {
  readonly experiments: readonly PlannedExperiment[];
  /** Milliseconds of all their phases. */
  readonly totalMs: number;
  /** A line for each. */
  readonly leftOut: readonly string[];
}

/**
 * Finds the experiments of a folder, by the alphabet. What each claims in its title is what will be seen.
 * @param gamedayPath the file that will name them, and is none of them
 * @throws UsageError where there is none
 */
export async function findDayExperiments(
  folder: string,
  gamedayPath: string,
  options: VariableOptions,
  context: RunContext,
): Promise<FoundForDay> {
  const experiments: PlannedExperiment[] = [];
  const leftOut: string[] = [];
  let totalMs = 0;
  const files = findExperiments([`${folder}/*.{yaml,yml}`]);
  for (const file of files.filter((one) => resolve(one) !== resolve(gamedayPath))) {
    try {
      const { experiment, concealed } = await loadExperiment(file, options);
      context.conceal(concealer(concealed));
      const { warmUpMs, baselineMs, faultMs, recoveryMs } = experiment.phases;
      totalMs += warmUpMs + baselineMs + faultMs + recoveryMs;
      experiments.push({ run: relative(dirname(gamedayPath), file), hypothesis: experiment.title });
    } catch (error) {
      if (!(error instanceof BrownoutError)) throw error;
      leftOut.push(firstProblem(error, file));
    }
  }
  if (experiments.length > 0) return { experiments, totalMs, leftOut };
  throw new UsageError({
    message: [`no file in ${folder} is an experiment`, ...leftOut].join("\n"),
    hint: "Name the folder that has them with --experiments FOLDER; `brownout init` makes a first one.",
  });
}

/** Problems of a file begin with where they are, all other errors with what happened. */
function firstProblem(error: BrownoutError, file: string): string {
  const [first = ""] = error.message.split("\n");
  return error instanceof ProblemsError ? first : `${file}: ${first}`;
}
