import { dirname, join, resolve } from "node:path";
import type { Experiment } from "../../files/experiment/experiment.ts";
import { BrownoutError } from "../../values/errors.ts";
import type { Confined } from "../confinement/confinement.ts";
import { loadExperiment, type VariableOptions } from "../load-experiment.ts";
import { realPathOf } from "../real-path.ts";
import { groundsOf } from "./apart.ts";
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
  const grounds = groundsOf(experiment, (path) => realPathOf(resolve(path)));
  const folders = pathsOf(dirname(file));
  const named = folders.flatMap((folder) => sources.map((source) => join(folder, source)));
  const madeFrom = [...files, ...(system.compose?.files ?? []), ...(system.kubernetes?.manifests ?? []), ...named];
  return {
    ...(owner === undefined ? {} : { owner }),
    tags,
    ...(grounds === undefined ? {} : { grounds }),
    lengthMs: warmUpMs + baselineMs + faultMs + recoveryMs,
    madeFrom: [...new Set(madeFrom.flatMap(pathsOf))],
    sources,
    folders,
  };
}

/** The path itself and, where that is or goes by a symbolic link, the one that git knows it by. */
function pathsOf(path: string): readonly string[] {
  const whole = resolve(path);
  return [...new Set([whole, realPathOf(whole)])];
}
