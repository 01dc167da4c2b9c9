import type { BudgetSpec, Gameday } from "../../files/gameday/gameday.ts";
import { GamedayError } from "../../files/gameday/gameday-error.ts";
import { parseSpent } from "../../files/gameday/spent-file.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { type CheckedBudget, errorBudget, type Spent } from "../../judge/budget/error-budget.ts";
import { type WorstCase, worstCase } from "../../judge/budget/worst-case.ts";
import { dateOf, type Occurrence } from "../../judge/calendar/occurrences.ts";
import { formatNumber } from "../../judge/criteria/format.ts";
import { InconclusiveError } from "../../values/errors.ts";
import { readText } from "../read-text.ts";
import type { RunContext } from "../run-context.ts";
import { askPrometheus } from "./ask-prometheus.ts";
import { fromGameday, type LoadedGameday } from "./load-gameday.ts";

/** Nobody knows what is left of an error budget, or what is planned of it. */
class BudgetUnknownError extends InconclusiveError {
  override readonly code = "E_BUDGET_UNKNOWN";
}

/**
 * Holds what the planned faults could spend against what is left of the error budget; undefined where the file has none.
 * @throws GamedayError where it is too much, without a reason for that day
 * @throws BudgetUnknownError, NoSampleError where it can't be told
 */
export async function checkBudget(
  { gameday, document, plans }: LoadedGameday,
  day: Occurrence,
  context: RunContext,
): Promise<CheckedBudget | undefined> {
  const { budget: spec, environment } = gameday;
  if (spec === undefined) return undefined;
  // In production the faults are on what customers use; beyond this rate nothing may begin.
  const trafficPerS = environment.is === "production" ? environment.rate.belowPerS : 0;
  const cases = plans.map((plan) => counted(worstCase(plan, trafficPerS)));
  const budget = errorBudget(spec.slo, await spentOf(spec, gameday, context), cases);
  const isExcepted = spec.exceed?.on === dateOf(day);
  if (budget.isEnough || isExcepted) return { ...budget, cases, trafficPerS };
  const { planned, left } = budget;
  const message = `the planned faults could fail ${formatNumber(planned)} requests, and ${formatNumber(Math.floor(left))} are left; plan less, or write under \`exceed\` why this day may, with its date`;
  throw new GamedayError([document.problemAt(["budget"], { message })]);
}

function counted({ experiment, requests, uncounted }: WorstCase) {
  if (requests !== undefined) return { experiment, requests };
  throw new BudgetUnknownError({
    message: `${experiment}: how many requests the sessions of ${uncounted} make at worst can't be told, so that the error budget can't be kept`,
    hint: "Leave the experiment out of this day, or hold it without `budget`.",
  });
}

async function spentOf({ spent }: BudgetSpec, { path }: Gameday, context: RunContext): Promise<Spent> {
  if (spent.kind === "file") return spentInFile(fromGameday(path, spent.path), context.clock.wallMs());
  const ask = (name: string, query: string) => askPrometheus(name, spent.url, query, context);
  const [requests, failed] = await Promise.all([
    ask("budget.spent.requests", spent.requests),
    ask("budget.spent.failed", spent.failed),
  ]);
  if (failed >= 0 && failed <= requests) return { requests, failed };
  throw new BudgetUnknownError({
    message: `Prometheus counts ${formatNumber(failed)} failed of ${formatNumber(requests)} requests, which can't be`,
    hint: "Let `failed` count some of what `requests` counts, over the same window.",
  });
}

const DAY_MS = 24 * 3_600_000;
/** In more days than these much may have failed that the file doesn't have. */
const OLDEST_DAYS = 2;

function spentInFile(path: string, nowMs: number): Spent {
  const { asOf, ...spent } = parseSpent({ path, text: readText(path, maxTextLength) });
  // A date of any zone is at most a day away from that of UTC.
  const ageDays = Math.floor(nowMs / DAY_MS) - Date.parse(asOf) / DAY_MS;
  if (ageDays >= -1 && ageDays <= OLDEST_DAYS) return spent;
  const what = ageDays < 0 ? "still to come" : `more than ${OLDEST_DAYS} days ago`;
  throw new BudgetUnknownError({
    message: `${path} is as of ${asOf}, which is ${what}: what is left of the error budget isn't known`,
    hint: "Write the requests of the window up to today, and those that failed.",
  });
}
