import type { DayEvent } from "../../judge/gameday/day-event.ts";
import type { DayStanding } from "../../judge/gameday/day-standing.ts";
import type { DayState } from "../../judge/gameday/day-state.ts";
import type { RunResult } from "../../judge/history/result.ts";
import type { Plan } from "../../judge/plan/plan.ts";

/** A game day as its folder holds it, and those of its runs: all that a report of it is made of. */
export interface ReportedDay {
  /** Name of its folder. */
  readonly day: string;
  readonly standing: DayStanding;
  readonly state: DayState;
  /** In the order of the journal. */
  readonly events: readonly DayEvent[];
  /** Every run that the day began, by name. */
  readonly runs: ReadonlyMap<string, FoundRun | LostRun>;
}

/** A run of the day, from its own journal. */
export interface FoundRun {
  readonly plan: Plan;
  readonly result: RunResult;
  /** Absolute path of its page; none where it has none. */
  readonly pagePath?: string;
}

/** A run of which no more is known than what the day's journal says. */
export interface LostRun {
  readonly lost: string;
}

/** The address of a file in a report, from where that report is. */
export type LinkTo = (path: string) => string;
