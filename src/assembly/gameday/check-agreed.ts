import { checkGamedayExperiments } from "../../files/gameday/check-experiments.ts";
import { GamedayError } from "../../files/gameday/gameday-error.ts";
import type { ReadGameday } from "../../files/gameday/parse-gameday.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import { UsageError } from "../../values/errors.ts";

/** An experiment as it was agreed on. */
export interface AgreedExperiment {
  readonly name: string;
  /** Its path, as the game day's file has it. */
  readonly run: string;
}

/**
 * Holds a plan to what was agreed on for the day: that it is of the same experiment, where the day is held, and within the guard of
 * production as that experiment's file is now.
 * @throws UsageError, of which GamedayError is one
 */
export function checkAgreed(
  read: ReadGameday,
  { experiment, production }: Pick<Plan, "experiment" | "production">,
  { name, run }: AgreedExperiment,
): void {
  const { environment, experiments } = read.gameday;
  if (experiment.name !== name) {
    throw new UsageError({ message: `${run} has the experiment ${experiment.name} now, and ${name} was agreed on` });
  }
  if (production !== undefined && environment.is === "staging") {
    throw new UsageError({
      message: `this looks like production (${production}), and the day is agreed on for staging`,
      hint: "Hold it in staging; a day in production has a guard in its file: docs/gameday.md.",
    });
  }
  const atItsPlace = experiments.map((one) => (one.run === run ? experiment : undefined));
  const problems = checkGamedayExperiments(read, atItsPlace);
  if (problems.length > 0) throw new GamedayError(problems);
}
