import { type Figure, isOfAll } from "../gate/figures.ts";
import { type Scale, scaleOf } from "../gate/scale.ts";
import type { SignalStats } from "../history/result.ts";
import { BUCKET_WIDTH } from "../measure/histogram.ts";

/** Figures of a signal in which runs are compared, as `SignalStats` names them. */
export const CHANGED_FIGURES = ["ratePerS", "errorRate", "p50Ms", "p95Ms", "p99Ms"] as const satisfies readonly (
  | Figure
  | "ratePerS"
)[];
export type ChangedFigure = (typeof CHANGED_FIGURES)[number];

/** A lower rate is taken for this, so that it has a logarithm. */
const LEAST_RATE_PER_S = 0.1;

/** Rates differ by factors, as times do. */
const rates: Scale = { ...scaleOf("p50Ms"), of: (value) => Math.log(Math.max(value, LEAST_RATE_PER_S)) };

export function changedScale(figure: ChangedFigure): Scale {
  return figure === "ratePerS" ? rates : scaleOf(figure);
}

/** The difference on its scale up to which a figure isn't known: a request more or less, a bucket of the histogram up or down. */
export function changedGrain(figure: ChangedFigure, ended: number): number {
  if (figure === "errorRate") return 0;
  return figure === "ratePerS" ? Math.log1p(1 / Math.max(1, ended)) : Math.log1p(BUCKET_WIDTH);
}

/** The figure of a signal over a stretch; undefined where it was not measured, or not of all requests. */
export function changedFigure(stats: SignalStats | undefined, figure: ChangedFigure): number | undefined {
  return stats === undefined || !isOfAll(stats) ? undefined : stats[figure];
}
