import { armOfSignal } from "../../files/experiment/arm-signals.ts";
import type { LoadSpec, Pacing } from "../../files/experiment/load-spec.ts";
import type { ArmSplit } from "../../values/arms.ts";

/**
 * Observations per second that a load settles at: messages due in all sessions, the requests of visits, or arrivals; a
 * ramp's last rate, or that of the last of several. Of a visit's step, and of visits, there is one for each arrival; of an arm its share.
 */
export function settledRatePerS(load: LoadSpec, signal = load.name, split?: ArmSplit): number {
  const arm = armOfSignal(signal);
  if (arm !== undefined && split !== undefined) {
    return settledRatePerS(load) * (arm === "control" ? split.control : 1 - split.control);
  }
  const { pacing, sessions, steps } = load;
  if (sessions !== undefined) return (sessions.count * 1000) / sessions.everyMs;
  return arrivalsPerS(pacing) * (steps !== undefined && signal === load.name ? steps.length : 1);
}

function arrivalsPerS(pacing: Pacing): number {
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
