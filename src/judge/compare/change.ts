import type { Random } from "../../values/random/random.ts";
import { LEVEL } from "../gate/compare-runs.ts";
import type { MeasuredPhase } from "../history/event.ts";
import type { RunResult, SignalStats } from "../history/result.ts";
import { median } from "../measure/median.ts";
import type { Interval } from "../measure/wilson.ts";
import { CHANGED_FIGURES, type ChangedFigure, changedFigure, changedGrain, changedScale } from "./changed-figures.ts";
import { shareChange } from "./share-change.ts";
import { type ChangeInterval, simultaneousIntervals, type TwoSides } from "./simultaneous-intervals.ts";
import type { Stretches } from "./stretches.ts";

/** A figure of a signal in a phase, on two sides. Differences are shares of A's for rates and latencies, of all requests for errors. */
export interface Change {
  readonly signal: string;
  readonly phase: MeasuredPhase;
  readonly figure: ChangedFigure;
  /** Median of the runs of A: per second, ms, or a share of the requests. */
  readonly a: number;
  readonly b: number;
  /** From A to B. */
  readonly difference: number;
  /** The interval of the change; none where there is too little to have one. */
  readonly interval?: Interval;
  /** The least true change that is shown about nineteen times of twenty; none without an interval. */
  readonly wouldSee?: number;
  /**
   * - `more`, `less`: B differs, and what was measured is as much as anybody would call a change
   * - `alike`: it differs by less than that
   * - `not-shown`: there may be such a difference or none
   * - `untold`: there is too little to have an interval
   */
  readonly conclusion: "more" | "less" | "alike" | "not-shown" | "untold";
}

/** The stretches of two runs, so many in each phase that was cut. */
export interface CutSides {
  readonly count: number;
  readonly a: Stretches;
  readonly b: Stretches;
}

/** Runs side by side, and where there is one on each side what they did in each stretch of their phases. */
export interface Sides {
  readonly a: readonly RunResult[];
  readonly b: readonly RunResult[];
  readonly stretches?: CutSides;
}

/** A figure that all runs have, before it is compared. */
interface Place {
  readonly signal: string;
  readonly phase: MeasuredPhase;
  readonly figure: ChangedFigure;
}

/**
 * The change of every figure that all runs have.
 * @param over what intervals are made of: the runs, the stretches of two runs, or nothing where neither will do
 */
export function changesOf(sides: Sides, over: "runs" | "stretches" | "nothing", random: Random): readonly Change[] {
  const places = placesOf(sides).map((place) => ({
    place,
    values: over === "nothing" ? undefined : valuesAt(sides, place, over),
  }));
  const columns = places.flatMap(({ values }) => values ?? []);
  const intervals = simultaneousIntervals(columns, over === "runs", random).values();
  return places.map(({ place, values }) => change(sides, place, values && intervals.next().value, columns.length));
}

function placesOf({ a, b }: Sides): readonly Place[] {
  const [first] = a;
  if (first === undefined) return [];
  return Object.entries(first.signals).flatMap(([signal, phases]) =>
    (Object.keys(phases) as MeasuredPhase[]).flatMap((phase) =>
      CHANGED_FIGURES.map((figure) => ({ signal, phase, figure })).filter((place) =>
        [...a, ...b].every((run) => figureAt(run, place) !== undefined),
      ),
    ),
  );
}

function statsAt({ signals }: RunResult, { signal, phase }: Place): SignalStats | undefined {
  return signals[signal]?.[phase];
}

function figureAt(run: RunResult, place: Place): number | undefined {
  return changedFigure(statsAt(run, place), place.figure);
}

/** Values on the figure's scale; undefined where a stretch has none, or the phase is too short to be cut. */
function valuesAt({ a, b, stretches }: Sides, place: Place, over: "runs" | "stretches"): TwoSides | undefined {
  const scale = changedScale(place.figure);
  const ofRuns = (runs: readonly RunResult[]) => runs.map((run) => figureAt(run, place));
  const ofStretches = (found?: Stretches) =>
    (found?.get(place.signal)?.get(place.phase) ?? []).map((stats) => changedFigure(stats, place.figure));
  const [inA, inB] = over === "runs" ? [ofRuns(a), ofRuns(b)] : [ofStretches(stretches?.a), ofStretches(stretches?.b)];
  // A run that stood still for a while may lack one.
  if (over === "stretches" && [inA, inB].some(({ length }) => length !== stretches?.count)) return undefined;
  if ([...inA, ...inB].includes(undefined)) return undefined;
  const scaled = (values: readonly (number | undefined)[]) => values.map((value) => scale.of(value ?? 0));
  return { a: scaled(inA), b: scaled(inB) };
}

function change(sides: Sides, place: Place, found: ChangeInterval | undefined, figures: number): Change {
  const scale = changedScale(place.figure);
  const middle = (runs: readonly RunResult[]) => median(runs.map((run) => figureAt(run, place) ?? 0));
  const [a, b] = [middle(sides.a), middle(sides.b)];
  const shift = scale.of(b) - scale.of(a);
  const measured = { ...place, a, b, difference: scale.said(shift) };
  const whole = found && asFarAsKnown(sides, place, found, figures);
  if (whole === undefined || !Number.isFinite(whole.low + whole.high)) return { ...measured, conclusion: "untold" };
  // What was measured is in it, however a middle was taken.
  const [low, high] = [Math.min(whole.low, shift), Math.max(whole.high, shift)].map(scale.said) as [number, number];
  return {
    ...measured,
    interval: { low, high },
    wouldSee: Math.max(scale.least, scale.said(whole.shows)),
    conclusion: conclusionOf(measured.difference, { low, high }, scale.least),
  };
}

function conclusionOf(difference: number, { low, high }: Interval, least: number): Change["conclusion"] {
  if (low > 0 && difference >= least) return "more";
  if (high < 0 && difference <= -least) return "less";
  return low >= -least && high <= least ? "alike" : "not-shown";
}

/**
 * The interval, no narrower than its figures are known: where failures are few, as many may come by chance on one side as on the
 * other, though no run or stretch shows it; a rate is known to a request, a latency to a histogram's bucket.
 */
function asFarAsKnown({ a, b }: Sides, place: Place, found: ChangeInterval, figures: number): ChangeInterval {
  const sum = (runs: readonly RunResult[], key: "failed" | "ended") =>
    runs.reduce((total, run) => total + (statsAt(run, place)?.[key] ?? 0), 0);
  if (place.figure !== "errorRate") {
    const grain = changedGrain(place.figure, Math.min(sum(a, "ended"), sum(b, "ended")));
    return { low: found.low - grain, high: found.high + grain, shows: found.shows + grain };
  }
  const share = (runs: readonly RunResult[]) => ({ hits: sum(runs, "failed"), trials: sum(runs, "ended") });
  const { low, high } = shareChange(share(a), share(b), LEVEL / figures);
  return {
    low: Math.min(low, found.low),
    high: Math.max(high, found.high),
    shows: Math.max((high - low) / 2, found.shows),
  };
}
