import type { Pacing } from "./load-spec.ts";

/** The highest rate that a pacing has at any time, per second. */
export function highestPerS(pacing: Pacing): number {
  switch (pacing.kind) {
    case "constant":
    case "poisson":
      return pacing.ratePerS;
    case "ramp":
      return Math.max(pacing.fromPerS, pacing.toPerS);
    case "steps":
      return Math.max(0, ...pacing.steps.map((step) => step.ratePerS));
  }
}
