import { dirname, resolve } from "node:path";
import type { Experiment } from "../../files/experiment/experiment.ts";
import { BrownoutError } from "../../values/errors.ts";
import type { Confined } from "../confinement/confinement.ts";
import { loadExperiment, type VariableOptions } from "../load-experiment.ts";
import { realPathOf } from "../real-path.ts";
import type { About, Candidate } from "./select.ts";

/** Reads an experiment as far as a queue needs it. What is wrong with it is said when its turn comes. */
export async function readCandidate(file: string, options: VariableOptions & Confined): Promise<Candidate> {
  try {
    const { experiment, files } = await loadExperiment(file, options);
    return { file, about: aboutOf(experiment, file, files) };
  } catch (error) {
    if (!(error instanceof BrownoutError)) throw error;
    return { file };
  }
}

function aboutOf(experiment: Experiment, file: string, files: readonly string[]): About {
  const { owner, tags, sources = [], phases, system } = experiment;
  const { warmUpMs, baselineMs, faultMs, recoveryMs } = phases;
  const madeFrom = [...files, ...(system.compose?.files ?? []), ...(system.kubernetes?.manifests ?? [])];
  return {
    ...(owner === undefined ? {} : { owner }),
    tags,
    lengthMs: warmUpMs + baselineMs + faultMs + recoveryMs,
    madeFrom: [...new Set(madeFrom.flatMap(pathsOf))],
    sources,
    folder: dirname(resolve(file)),
  };
}

/** The path itself and, where that is or goes by a symbolic link, the one that git knows it by. */
function pathsOf(path: string): readonly string[] {
  const whole = resolve(path);
  return [whole, realPathOf(whole)];
}
