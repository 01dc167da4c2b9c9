import type { LoadSpec } from "../../files/experiment/experiment.ts";

/** Observations per second that a load settles at: messages due in all sessions, or arrivals; a ramp's or steps' last rate. */
export function settledRatePerS({ pacing, sessions }: LoadSpec): number {
  if (sessions !== undefined) return (sessions.count * 1000) / sessions.everyMs;
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
