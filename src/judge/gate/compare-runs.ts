import type { Random } from "../../values/random/random.ts";
import { median } from "../measure/median.ts";
import { clipped } from "./clip.ts";
import { detectableDifference } from "./detectable.ts";
import { COMPARED_PHASES, type ComparedPhase, FIGURES, type Figure, type MeasuredRun } from "./figures.ts";
import { MaxT } from "./max-t.ts";
import { scaleOf } from "./scale.ts";
import { waysOf, waysToChoose } from "./ways.ts";

/** The chance that any figure of a system that did not change is called worse: one in 200 such comparisons. */
export const LEVEL = 0.005;

/** Failures a run that more errors must make to be seen for sure: of fewer, some runs have none by chance. */
const FAILURES_SEEN = 10;

/** A figure of a signal in a phase. */
export interface FigurePlace {
  readonly signal: string;
  readonly phase: ComparedPhase;
  readonly figure: Figure;
}

export interface ComparedFigure extends FigurePlace {
  /** Median of the baseline's runs: ms, or a share of the requests for error rates. */
  readonly baseline: number;
  /** Median of the checked runs. */
  readonly checked: number;
  /** Difference of the checked ones from the baseline: a share of it for latencies (0.2 is 20 % slower), of the requests for error rates. */
  readonly difference: number;
  /** The chance that any figure looks at least so bad when nothing changed: 0..1. */
  readonly chance: number;
  readonly isWorse: boolean;
  /**
   * The least true difference that would have been found nineteen times of twenty; none where not even twice the latency, or
   * ten points more errors, would have been.
   */
  readonly wouldSee?: number;
}

/** Runs beside those of a baseline. */
export interface Comparison {
  readonly baselineRuns: number;
  readonly checkedRuns: number;
  readonly figures: readonly ComparedFigure[];
  /** Figures that all runs of the baseline have, and not all of the checked ones. */
  readonly lost: readonly FigurePlace[];
  /** Figures that not all runs of the baseline have, so that nothing is said of them. */
  readonly leftOut: readonly FigurePlace[];
}

/** Tells whether so many runs can show a difference at all: the smallest chance is that of one way among all. */
export function areEnough(baselineRuns: number, checkedRuns: number): boolean {
  return waysToChoose(baselineRuns + checkedRuns, checkedRuns) * LEVEL >= 1;
}

/** The fewest runs of a baseline beside which so many checked ones can show a difference at all. */
export function leastBaseline(checkedRuns: number): number {
  let runs = 1;
  while (!areEnough(runs, checkedRuns)) runs++;
  return runs;
}

/**
 * Compares runs with those of a baseline, figure by figure. What is assumed: were the system unchanged, any of the runs might
 * as well have been one of the checked ones. Nothing is assumed of how figures are distributed, or depend on each other.
 * @param random draws the ways in which runs could be the checked ones, where there are too many to go through them all
 */
export function compareRuns(
  baseline: readonly MeasuredRun[],
  checked: readonly MeasuredRun[],
  random: Random,
): Comparison {
  const places = placesOf([...baseline, ...checked]);
  const inAll = (runs: readonly MeasuredRun[], place: FigurePlace) =>
    runs.every((run) => figureOf(run, place) !== undefined);
  const kept = places.filter((place) => inAll(baseline, place));
  const columns = kept.filter((place) => inAll(checked, place)).map((place) => new Column(place, baseline, checked));
  const ways = waysOf(baseline.length + checked.length, checked.length, random);
  const test = new MaxT(
    columns.map((column) => clipped([...column.tested.baseline, ...column.tested.checked])),
    ways,
  );
  return {
    baselineRuns: baseline.length,
    checkedRuns: checked.length,
    figures: columns.map((column, at) => column.compared(test, at)),
    lost: kept.filter((place) => !inAll(checked, place)),
    leftOut: places.filter((place) => !inAll(baseline, place)),
  };
}

/** All figures that any of the runs has. */
function placesOf(runs: readonly MeasuredRun[]): FigurePlace[] {
  const signals = [...new Set(runs.flatMap(({ figures }) => Object.keys(figures)))];
  const all = signals.flatMap((signal) =>
    COMPARED_PHASES.flatMap((phase) => FIGURES.map((figure): FigurePlace => ({ signal, phase, figure }))),
  );
  return all.filter((place) => runs.some((run) => figureOf(run, place) !== undefined));
}

function figureOf({ figures }: MeasuredRun, { signal, phase, figure }: FigurePlace): number | undefined {
  return figures[signal]?.[phase]?.[figure];
}

/** One figure of all runs. */
class Column {
  /** As it was measured. */
  readonly baseline: readonly number[];
  readonly checked: readonly number[];
  /** The same on the scale on which it is tested. */
  readonly tested: { readonly baseline: readonly number[]; readonly checked: readonly number[] };
  readonly #place: FigurePlace;
  /** The fewest requests that ended in any run. */
  readonly #fewest: number;

  constructor(place: FigurePlace, baseline: readonly MeasuredRun[], checked: readonly MeasuredRun[]) {
    const values = (runs: readonly MeasuredRun[]) => runs.map((run) => figureOf(run, place) ?? 0);
    const ended = [...baseline, ...checked].map(({ figures }) => figures[place.signal]?.[place.phase]?.ended ?? 0);
    const scale = scaleOf(place.figure);
    this.#place = place;
    this.#fewest = Math.min(...ended);
    this.baseline = values(baseline);
    this.checked = values(checked);
    this.tested = { baseline: this.baseline.map(scale.of), checked: this.checked.map(scale.of) };
  }

  /** @param place of the column in the test */
  compared(test: MaxT, place: number): ComparedFigure {
    const { figure } = this.#place;
    const scale = scaleOf(figure);
    const [baseline, checked] = [median(this.baseline), median(this.checked)];
    const difference = scale.said(scale.of(checked) - scale.of(baseline));
    const chance = test.chances[place] ?? 1;
    const least = figure === "errorRate" ? Math.max(scale.least, FAILURES_SEEN / this.#fewest) : scale.least;
    const search = { level: LEVEL, least: scale.unsaid(least), most: scale.unsaid(scale.most) };
    const seen = detectableDifference(test, { place, ...this.tested }, search);
    return {
      ...this.#place,
      baseline,
      checked,
      difference,
      chance,
      isWorse: chance <= LEVEL && difference >= scale.least,
      ...(seen !== undefined && { wouldSee: scale.said(seen) }),
    };
  }
}
