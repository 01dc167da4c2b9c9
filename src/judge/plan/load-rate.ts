import type { LoadSpec } from "../../files/experiment/experiment.ts";

/** Arrivals per second that a load settles at; a ramp's or steps' last rate. */
export function settledRatePerS({ pacing }: LoadSpec): number {
  switch (pacing.kind) {
    case "constant":
    case "poisson":
      return pacing.ratePerS;
    case "ramp":
      return pacing.toPerS;
    case "steps":
      return pacing.steps.at(-1)?.ratePerS ?? 0;
  }
}
