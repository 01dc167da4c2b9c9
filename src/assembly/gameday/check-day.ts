import { formatDuration } from "../../files/experiment/duration.ts";
import type { CheckedBudget } from "../../judge/budget/error-budget.ts";
import type { Occurrence } from "../../judge/calendar/occurrences.ts";
import { formatNumber } from "../../judge/criteria/format.ts";
import type { DayCheck } from "../../judge/gameday/day-event.ts";
import type { VariableOptions } from "../load-experiment.ts";
import { checkFindings } from "./check-findings.ts";
import { checkNow } from "./check-now.ts";
import { checkPlan } from "./check-plan.ts";
import type { DayContext } from "./day-context.ts";
import { DayRefusedError } from "./day-refused-error.ts";
import { type LoadedGameday, totalMs } from "./load-gameday.ts";

export interface CheckDayInput {
  readonly loaded: LoadedGameday;
  readonly day: Occurrence;
  readonly budget: CheckedBudget | undefined;
  readonly options: VariableOptions;
  readonly examine: (platforms: readonly string[]) => Promise<readonly DayCheck[]>;
  readonly checkLeftovers: () => Promise<DayCheck>;
}

/**
 * Looks at all that must be so before a day begins: the file, its budget, the time, what this machine has, a plan of each
 * experiment where it will be run, and that no run has anything in.
 * @throws DayRefusedError with all that is refused; in production what {@link checkNow} throws
 */
export async function checkDay(input: CheckDayInput, context: DayContext): Promise<readonly DayCheck[]> {
  const { loaded, day, budget, options, examine, checkLeftovers } = input;
  const now = await checkNow(loaded, day, totalMs(loaded.plans), context);
  const platforms = new Set<string>();
  const planned: DayCheck[] = [];
  for (const [index, { experiment }] of loaded.plans.entries()) {
    const { run = "" } = loaded.gameday.experiments[index] ?? {};
    const agreed = { name: experiment.name, run };
    const { checks, prepared } = await checkPlan(loaded, agreed, { options, takesOver: false }, context);
    if (prepared !== undefined) platforms.add(prepared.plan.platform);
    planned.push(...checks);
  }
  const checks = [
    fileCheck(loaded),
    ...budgetCheck(budget, loaded),
    ...now.map((detail): DayCheck => ({ what: "production now", outcome: "ok", detail })),
    ...(await examine([...platforms])),
    await checkLeftovers(),
    ...checkFindings(loaded.gameday.path),
    ...planned,
  ].map((check) => ({ ...check, detail: context.concealed(check.detail) }));
  const refused = checks.filter(({ outcome }) => outcome === "refused");
  if (refused.length === 0) return checks;
  throw new DayRefusedError({
    message: ["the day may not begin:", ...refused.map(({ what, detail }) => `${what}: ${detail}`)].join("\n"),
    hint: "Nothing was started. See to what is refused, and begin again.",
  });
}

function fileCheck({ gameday, plans }: LoadedGameday): DayCheck {
  const count = plans.length === 1 ? "1 experiment" : `${plans.length} experiments`;
  const detail = `${count} in ${gameday.environment.is}, ${formatDuration(totalMs(plans))} of ${formatDuration(gameday.lastsMs)}`;
  return { what: gameday.path, outcome: "ok", detail };
}

function budgetCheck(budget: CheckedBudget | undefined, { gameday }: LoadedGameday): readonly DayCheck[] {
  if (budget === undefined) return [];
  const { planned, left, isEnough } = budget;
  const detail = `the faults could fail ${formatNumber(planned)} requests, and ${formatNumber(Math.floor(left))} are left`;
  if (isEnough) return [{ what: "error budget", outcome: "ok", detail }];
  return [{ what: "error budget", outcome: "warning", detail: `${detail}: ${gameday.budget?.exceed?.because}` }];
}
