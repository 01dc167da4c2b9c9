import type { Gameday } from "../../files/gameday/gameday.ts";
import { checkGamedayExperiments } from "../../files/gameday/check-experiments.ts";
import { GamedayError } from "../../files/gameday/gameday-error.ts";
import type { ReadGameday } from "../../files/gameday/parse-gameday.ts";
import type { DayCheck } from "../../judge/gameday/day-event.ts";
import { UsageError } from "../../values/errors.ts";
import { unlessInterrupted } from "../interrupted.ts";
import type { VariableOptions } from "../load-experiment.ts";
import { type PreparedPlan, preparePlan } from "../prepare-plan.ts";
import type { RunContext } from "../run-context.ts";
import { fromGameday } from "./load-gameday.ts";
import { tried } from "./tried.ts";

/** A plan that was tried, and what was seen. */
export interface CheckedPlan {
  readonly checks: readonly DayCheck[];
  /** None where it was refused. */
  readonly prepared?: PreparedPlan;
}

/**
 * Plans an experiment of a game day where the day is held, as its file is now, and holds it to the day's guard.
 * @param name the name that it had when the day was agreed on
 * @param takesOver true to take out first what a killed run left where its system is
 */
export async function checkPlan(
  read: ReadGameday,
  { name, run }: { readonly name: string; readonly run: string },
  { options, takesOver }: { readonly options: VariableOptions; readonly takesOver: boolean },
  context: RunContext,
): Promise<CheckedPlan> {
  const { path, environment } = read.gameday;
  const on = environment.on === undefined ? {} : { on: environment.on };
  let prepared: PreparedPlan | undefined;
  const what = `plan of ${name}`;
  const planned = await tried(what, context, async () => {
    prepared = await preparePlan(fromGameday(path, run), { ...options, ...on }, context, async (wired, experiment) => {
      if (!takesOver) return;
      for (const taken of await unlessInterrupted(wired.takeOver(experiment), context)) context.err(taken);
    });
    const { plan } = prepared;
    checkIsAgreed(read, prepared, name, run);
    return [`${plan.faults.length === 1 ? "1 fault" : `${plan.faults.length} faults`} on ${plan.platform}`, plan.where]
      .filter((part) => part !== undefined)
      .join(", ");
  });
  const warnings = prepared?.plan.warnings ?? [];
  const checks = [planned, ...warnings.map((detail): DayCheck => ({ what, outcome: "warning", detail }))];
  return planned.outcome === "refused" || prepared === undefined ? { checks } : { checks, prepared };
}

function checkIsAgreed(read: ReadGameday, { plan }: PreparedPlan, name: string, run: string): void {
  const { experiment, production } = plan;
  if (experiment.name !== name) {
    throw new UsageError({ message: `${run} has the experiment ${experiment.name} now, and ${name} was agreed on` });
  }
  if (production !== undefined && read.gameday.environment.is === "staging") {
    throw new UsageError({
      message: `this looks like production (${production}), and the day is agreed on for staging`,
      hint: "Hold it in staging; a day in production has a guard in its file: docs/gameday.md.",
    });
  }
  const problems = checkGamedayExperiments(read, atItsPlace(read.gameday, run, experiment));
  if (problems.length > 0) throw new GamedayError(problems);
}

/** An experiment in the order of the file, and none for the others. */
function atItsPlace<Item>({ experiments }: Gameday, run: string, item: Item): readonly (Item | undefined)[] {
  return experiments.map((one) => (one.run === run ? item : undefined));
}
