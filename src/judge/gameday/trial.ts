import type { RunResult, Verdict } from "../history/result.ts";
import type { RunStarted } from "../history/run-state.ts";
import type { DayState } from "./day-state.ts";

/** A run as its own journal tells it. */
export interface TrialRecord {
  readonly started: RunStarted;
  readonly result: RunResult;
}

/** A run of a game day that came to an end. */
export interface Trial {
  /** Name of the day's folder. */
  readonly day: string;
  readonly experiment: string;
  readonly run: string;
  readonly verdict: Verdict;
  /** None where its journal is gone, or can't be read. */
  readonly record?: TrialRecord;
}

/**
 * The runs of a day that came to an end, in the order of the file, and of one experiment in that of time. The verdict is the run's own
 * journal's, where that is there: what was taken out late came after the day.
 */
export function trialsOf(
  day: string,
  { steps }: Pick<DayState, "steps">,
  records: ReadonlyMap<string, TrialRecord>,
): readonly Trial[] {
  return steps.flatMap(({ experiment, runs }) =>
    runs.flatMap(({ end }): Trial[] => {
      if (end?.type !== "run-ended") return [];
      const record = records.get(end.run);
      const verdict = record?.result.verdict ?? end.verdict;
      return [{ day, experiment, run: end.run, verdict, ...(record && { record }) }];
    }),
  );
}

/** Tells whether what a run measured says something of the system. Where its undo is incomplete nobody knows what it would have come to. */
export function provesSomething({ verdict }: Pick<Trial, "verdict">): boolean {
  return verdict === "pass" || verdict === "fail" || verdict === "aborted";
}
