import type { Confined } from "../../assembly/confinement/confinement.ts";
import { checkWithin } from "../../assembly/confinement/within-place.ts";
import { loadExperiment, type VariableOptions } from "../../assembly/load-experiment.ts";
import { type ReadText, readText } from "../../assembly/read-text.ts";
import { type Conceal, concealer } from "../../files/experiment/concealer.ts";
import { type Problem, ProblemsError } from "../../files/yaml/problem.ts";
import { BrownoutError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { experimentWarnings } from "./experiment-warnings.ts";

/** A file as `validate` found it, in texts that may be shown. It is what `validate --json` prints of each. */
export type ValidatedFile =
  | { readonly file: string; readonly ok: true; readonly warnings: readonly string[] }
  | {
      readonly file: string;
      readonly ok: false;
      /** Of the error; `docs/errors.md` has them all. */
      readonly code: string;
      readonly exitCode: number;
      readonly message: string;
      readonly hint?: string;
      /** Each at its line and column; none where the file could not even be read. */
      readonly problems: readonly Problem[];
    };

/**
 * Checks an experiment file, and the graph and the Compose files that it names, wherever it would be run; starts nothing.
 * @param readFile reads every file that it takes
 */
export async function validateExperiment(
  file: string,
  { confinement, ...options }: VariableOptions & Confined,
  readFile: ReadText = readText,
): Promise<ValidatedFile> {
  const readWithin: ReadText = (path, maxBytes) => {
    if (confinement !== undefined) checkWithin(path, confinement);
    return readFile(path, maxBytes);
  };
  let conceal: Conceal = (text) => text;
  try {
    const reading = { ...options, ...(confinement && { confinement }) };
    const { experiment, concealed } = await loadExperiment(file, reading, readWithin);
    conceal = concealer(concealed);
    const warnings = await experimentWarnings(experiment, readWithin);
    return { file, ok: true, warnings: warnings.map(conceal) };
  } catch (error) {
    if (!(error instanceof BrownoutError)) throw error;
    const { code, exitCode, message, hint } = error;
    const problems = error instanceof ProblemsError ? error.problems : [];
    const words = { message: conceal(message), ...(hint === undefined ? {} : { hint: conceal(hint) }) };
    return { file, ok: false, code, exitCode, ...words, problems };
  }
}

/** The exit code of several files: that of the last which is wrong. */
export function exitCodeOfAll(files: readonly ValidatedFile[]): number {
  return files.reduce<number>((code, file) => (file.ok ? code : file.exitCode), exitCodes.pass);
}
