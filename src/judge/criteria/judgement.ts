import type { Comparison, Criterion } from "../../files/experiment/criterion.ts";
import type { Judgement } from "../history/event.ts";

/** Fewer samples than this are anecdotes: no mean or ratio is judged on them. */
export const FEWEST_SAMPLES = 20;

/** Tells whether `value comparison limit`. */
export function compares(comparison: Comparison, value: number, limit: number): boolean {
  switch (comparison) {
    case "<":
      return value < limit;
    case "<=":
      return value <= limit;
    case ">":
      return value > limit;
    case ">=":
      return value >= limit;
  }
}

/** Judged by the measured value alone. */
export function decided(criterion: Criterion, measured: number, samples: number): Judgement {
  return { holds: compares(criterion.comparison, measured, criterion.limit) ? "true" : "false", measured, samples };
}

/** `why` ends a sentence that begins "unknown:". */
export function undecided(why: string, samples: number, measured?: number): Judgement {
  return { holds: "unknown", samples, why, ...(measured === undefined ? {} : { measured }) };
}
