import { formatDuration } from "../../files/experiment/duration.ts";
import type { BudgetSpec, Gameday } from "../../files/gameday/gameday.ts";
import type { CheckedBudget } from "../../judge/budget/error-budget.ts";
import type { Occurrence } from "../../judge/calendar/occurrences.ts";
import { formatNumber } from "../../judge/criteria/format.ts";
import { timeInWords } from "./gameday.ts";

/** A game day that may be held, and what its error budget loses at worst. */
export interface CheckedGameday {
  readonly gameday: Gameday;
  readonly day: Occurrence;
  readonly experimentsMs: number;
  readonly budget: CheckedBudget | undefined;
}

export function checkedInWords({ gameday, day, experimentsMs, budget }: CheckedGameday): readonly string[] {
  const { path, experiments, lastsMs, environment, budget: spec } = gameday;
  const count = `${experiments.length} ${experiments.length === 1 ? "experiment" : "experiments"}`;
  return [
    `ok ${path}: ${count} in ${environment.is}, ${formatDuration(experimentsMs)} of ${formatDuration(lastsMs)}`,
    `next: ${timeInWords(day)}`,
    ...(budget === undefined || spec === undefined ? [] : budgetInWords(budget, spec)),
  ];
}

function budgetInWords(
  { allowed, left, planned, isEnough, cases, trafficPerS }: CheckedBudget,
  { slo, windowDays, exceed }: BudgetSpec,
): readonly string[] {
  const each = cases.map(({ experiment, requests }) => `${experiment} ${formatNumber(requests)}`).join(", ");
  const others = trafficPerS === 0 ? "" : `, and ${formatNumber(trafficPerS)}/s of others' requests,`;
  return [
    `error budget: ${formatNumber(Math.floor(left))} of ${formatNumber(Math.floor(allowed))} requests are left that may fail (${Number((slo * 100).toPrecision(12))} % over ${windowDays} days)`,
    `the faults could fail ${formatNumber(planned)} at most (${each}), if every request of the loads${others} fails from the first fault to the end of the recovery phase, and none after it`,
    ...(isEnough ? [] : [`more than is left: ${exceed?.because}`]),
  ];
}
