import type { ReadText } from "../../assembly/read-text.ts";
import { faultKinds } from "../../faults/kinds.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import { planOnPaper } from "../../judge/plan/plan-on-paper.ts";
import { composeWarnings } from "./compose-warnings.ts";

/** Warns the author of an experiment that is right, as far as nothing has to be started for it: a sentence each. */
export async function experimentWarnings(experiment: Experiment, readFile: ReadText): Promise<readonly string[]> {
  const { warnings } = planOnPaper(experiment, faultKinds);
  return [...warnings, ...(await composeWarnings(experiment, readFile))];
}
