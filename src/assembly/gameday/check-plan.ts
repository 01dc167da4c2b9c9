import type { ReadGameday } from "../../files/gameday/parse-gameday.ts";
import type { DayCheck } from "../../judge/gameday/day-event.ts";
import { unlessInterrupted } from "../interrupted.ts";
import type { VariableOptions } from "../load-experiment.ts";
import { type PreparedPlan, preparePlan } from "../prepare-plan.ts";
import type { RunContext } from "../run-context.ts";
import { type AgreedExperiment, checkAgreed } from "./check-agreed.ts";
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
 * @param takesOver true to take out first what a killed run left where its system is
 */
export async function checkPlan(
  read: ReadGameday,
  { name, run }: AgreedExperiment,
  { options, takesOver }: { readonly options: VariableOptions; readonly takesOver: boolean },
  context: RunContext,
): Promise<CheckedPlan> {
  const { path, environment } = read.gameday;
  const on = environment.on === undefined ? {} : { on: environment.on };
  const what = `plan of ${name}`;
  const plan = async () => {
    const file = fromGameday(path, run);
    const planned = await preparePlan(file, { ...options, ...on }, context, async (wired, experiment) => {
      if (!takesOver) return;
      for (const taken of await unlessInterrupted(wired.takeOver(experiment), context)) context.err(taken);
    });
    checkAgreed(read, planned.plan, { name, run });
    return planned;
  };
  const { check, seen: prepared } = await tried(what, context, plan, planInWords);
  if (prepared === undefined) return { checks: [check] };
  const warnings = prepared.plan.warnings.map((detail): DayCheck => ({ what, outcome: "warning", detail }));
  return { checks: [check, ...warnings], prepared };
}

function planInWords({ plan: { faults, platform, where } }: PreparedPlan): string {
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return `${count} on ${platform}${where === undefined ? "" : `, ${where}`}`;
}
