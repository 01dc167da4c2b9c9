import { readdirSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { faultKinds } from "../../faults/kinds.ts";
import { concealer } from "../../files/experiment/concealer.ts";
import { formatDuration } from "../../files/experiment/duration.ts";
import { checkGamedayExperiments } from "../../files/gameday/check-experiments.ts";
import { GamedayError } from "../../files/gameday/gameday-error.ts";
import type { ReadGameday } from "../../files/gameday/parse-gameday.ts";
import { type Problem, ProblemsError } from "../../files/yaml/problem.ts";
import { suggest } from "../../files/yaml/suggestion.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import { planOnPaper } from "../../judge/plan/plan-on-paper.ts";
import { BrownoutError } from "../../values/errors.ts";
import { loadExperiment, type VariableOptions } from "../load-experiment.ts";
import { type ReadText, readText } from "../read-text.ts";
import type { RunContext } from "../run-context.ts";

export interface LoadedGameday extends ReadGameday {
  /** In the order of the file, for a platform that could make all of them. */
  readonly plans: readonly Plan[];
}

/** The path of a file that a game day names, from where the command was started. */
export function fromGameday(gamedayPath: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(gamedayPath), path);
}

/**
 * Reads all experiments of a game day, plans them on paper, and checks them against its guard.
 * @throws GamedayError with everything that is wrong, in the experiments' files, too
 */
export async function loadGameday(
  read: ReadGameday,
  options: VariableOptions,
  context: Pick<RunContext, "conceal">,
  readFile: ReadText = readText,
): Promise<LoadedGameday> {
  const { path } = read.gameday;
  const problems: Problem[] = [];
  const loaded: (Plan | undefined)[] = [];
  for (const [index, { run }] of read.gameday.experiments.entries()) {
    const file = fromGameday(path, run);
    try {
      const { experiment, concealed } = await loadExperiment(file, options, readFile);
      context.conceal(concealer(concealed));
      loaded.push(planOnPaper(experiment, faultKinds));
    } catch (error) {
      if (!(error instanceof BrownoutError)) throw error;
      loaded.push(undefined);
      problems.push(...problemsOf(error, file, index, read));
    }
  }
  const plans = loaded.filter((one) => one !== undefined);
  problems.push(
    ...checkGamedayExperiments(
      read,
      loaded.map((plan) => plan?.experiment),
    ),
    ...tooLong(read, totalMs(plans)),
  );
  if (problems.length > 0) throw new GamedayError(problems);
  return { ...read, plans };
}

/** Milliseconds of all phases of all experiments; bringing systems up and down comes on top. */
export function totalMs(plans: readonly Plan[]): number {
  return plans.reduce((sum, plan) => sum + plan.totalMs, 0);
}

function tooLong({ gameday: { lastsMs }, document }: ReadGameday, experimentsMs: number): readonly Problem[] {
  if (experimentsMs <= lastsMs) return [];
  const message = `the experiments alone take ${formatDuration(experimentsMs)}`;
  return [document.problemAt(["lasts"], { message })];
}

function problemsOf(error: BrownoutError, file: string, index: number, { document }: ReadGameday): readonly Problem[] {
  if (error instanceof ProblemsError) return error.problems;
  const message = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
  return [
    document.problemAt(["experiments", index, "run"], {
      message,
      suggestion: suggest(basename(file), namesBeside(file)),
      mistaken: basename(file),
    }),
  ];
}

/** The files in a file's folder; none where there is no such folder. */
function namesBeside(file: string): readonly string[] {
  try {
    return readdirSync(dirname(file)).filter((name) => name !== basename(file));
  } catch {
    return [];
  }
}
