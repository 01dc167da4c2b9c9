import type { ByPhase, RunResult, SignalStats } from "../history/result.ts";

/** Figures of a signal that runs are compared by, as `SignalStats` names them; more is worse for each of them. */
export const FIGURES = ["p50Ms", "p95Ms", "p99Ms", "errorRate"] as const;
export type Figure = (typeof FIGURES)[number];

/** Phases that runs are compared by. The recovery is a passage, whose figures depend on when it ended. */
export const COMPARED_PHASES = ["baseline", "fault"] as const;
export type ComparedPhase = (typeof COMPARED_PHASES)[number];

/** Figures of one phase. One that the run could not measure is absent. */
export type PhaseFigures = Readonly<Partial<Record<Figure, number>>> & {
  /** Requests that ended. */
  readonly ended: number;
};
export type SignalFigures = Readonly<Partial<Record<ComparedPhase, PhaseFigures>>>;
/** By load and edge. */
export type RunFigures = Readonly<Record<string, SignalFigures>>;

/** A run, as far as others are compared with it. */
export interface MeasuredRun {
  /** Its name. */
  readonly run: string;
  /** ISO 8601 */
  readonly startedAt: string;
  readonly figures: RunFigures;
}

/** Takes from a run's result what others can be compared with. */
export function measuredRun({ run, startedAt, signals }: RunResult): MeasuredRun {
  const figures = Object.entries(signals).map(([name, phases]) => [name, signalFigures(phases)] as const);
  return { run, startedAt, figures: Object.fromEntries(figures) };
}

function signalFigures(phases: ByPhase): SignalFigures {
  const known = COMPARED_PHASES.flatMap((phase) => {
    const stats = phases[phase];
    return stats === undefined ? [] : [[phase, phaseFigures(stats)] as const];
  });
  return Object.fromEntries(known);
}

/** Tells whether all calls were counted and seen: those that were are no sample of all otherwise. */
export function isOfAll({ uncounted, opaque }: SignalStats): boolean {
  return uncounted === undefined && !opaque;
}

function phaseFigures(stats: SignalStats): PhaseFigures {
  const { ended } = stats;
  if (!isOfAll(stats)) return { ended };
  const known = FIGURES.flatMap((figure) => {
    const value = stats[figure];
    return value === undefined ? [] : [[figure, value] as const];
  });
  return { ended, ...Object.fromEntries(known) };
}
