import { checkWithin } from "../../assembly/confinement/within-place.ts";
import { loadExperiment, type ReadOptions } from "../../assembly/load-experiment.ts";
import { refusedAttempt } from "../../assembly/queue/refused-attempt.ts";
import { type ReadText, readText } from "../../assembly/read-text.ts";
import { type Conceal, concealer } from "../../files/experiment/concealer.ts";
import type { RefusedAttempt } from "../../report/queue/queue-report.ts";
import { BrownoutError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { experimentWarnings } from "./experiment-warnings.ts";

/** A file as `validate` found it, in texts that may be shown. It is what `validate --json` prints of each. */
export type ValidatedFile =
  | { readonly file: string; readonly ok: true; readonly warnings: readonly string[] }
  | ({ readonly file: string; readonly ok: false } & Omit<RefusedAttempt, "kind">);

/**
 * Checks an experiment file, and the graph and the Compose files that it names, wherever it would be run; starts nothing.
 * @param readFile reads every file that it takes
 */
export async function validateExperiment(
  file: string,
  { confinement, ...options }: ReadOptions,
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
    const { kind: _, ...refused } = refusedAttempt(error, conceal);
    return { file, ok: false, ...refused };
  }
}

/** The exit code of several files: that of the last which is wrong. */
export function exitCodeOfAll(files: readonly ValidatedFile[]): number {
  return files.reduce<number>((code, file) => (file.ok ? code : file.exitCode), exitCodes.pass);
}
