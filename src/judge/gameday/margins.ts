import { targetName } from "../../files/experiment/fault-spec.ts";
import type { JudgedCriterion } from "../history/result.ts";
import { provesSomething, type Trial } from "./trial.ts";

/** The margin of an expectation on one day: the smallest, where the experiment was run several times. */
export interface MarginPoint {
  readonly day: string;
  readonly run: string;
  /** In the metric's unit, positive on the good side. */
  readonly margin: number;
}

/** An expectation of an experiment over the days on which it was measured. */
export interface MarginSeries extends Pick<JudgedCriterion, "text" | "metric" | "limit"> {
  readonly experiment: string;
  /** Places that its faults were on, as of the newest run: `checkout -> pricing`. */
  readonly on: readonly string[];
  /** In the order of the days. */
  readonly points: readonly MarginPoint[];
}

/**
 * The margins of all expectations, experiments in the order of their first run. Abort criteria have none here: they are judged to the
 * end, and keep their last margin, not their smallest. One that was edited is another.
 * @param trials in order
 */
export function marginsOf(trials: readonly Trial[]): readonly MarginSeries[] {
  const proved = trials.filter(provesSomething);
  const groups = Map.groupBy(proved.flatMap(measuredIn), ({ experiment, text }) => JSON.stringify([experiment, text]));
  return [...groups.values()].flatMap((group) => {
    const newest = group.at(-1);
    if (newest === undefined) return [];
    const { point: _, ...series } = newest;
    return [{ ...series, points: smallestOfDays(group.map(({ point }) => point)) }];
  });
}

type Measured = Omit<MarginSeries, "points"> & { readonly point: MarginPoint };

function measuredIn({ day, experiment, run, record }: Trial): readonly Measured[] {
  if (record === undefined) return [];
  const on = [...new Set(record.started.plan.faults.map((fault) => targetName(fault.on)))];
  return record.result.criteria.flatMap(({ role, text, metric, limit, judgement, margin }) =>
    role !== "expect" || judgement.holds === "unknown" || margin === undefined
      ? []
      : [{ experiment, on, text, metric, limit, point: { day, run, margin } }],
  );
}

function smallestOfDays(points: readonly MarginPoint[]): readonly MarginPoint[] {
  const days = Map.groupBy(points, ({ day }) => day);
  return [...days.values()].map((all) => all.reduce((least, one) => (one.margin < least.margin ? one : least)));
}
