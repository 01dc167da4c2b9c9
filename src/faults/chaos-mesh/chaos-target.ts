import type { FaultSpec, Mode } from "../../files/experiment/fault-spec.ts";
import type { ChaosMode, ChaosTarget } from "./chaos-kind.ts";

/** The namespace and labels of services in a cluster. */
export interface ChaosPlaces {
  readonly namespace: string;
  /** Throws RangeError for a service that the system doesn't have. */
  labelsOf(service: string): Readonly<Record<string, string>>;
}

/** The pods of a fault. On an edge: all of its caller's, and all of its callee's. */
export function chaosTarget({ on, mode }: FaultSpec, { namespace, labelsOf }: ChaosPlaces): ChaosTarget {
  if (on.kind === "service") return { namespace, labels: labelsOf(on.service), mode: chaosMode(mode) };
  return { namespace, labels: labelsOf(on.caller), targetLabels: labelsOf(on.callee), mode: { mode: "all" } };
}

/** The mode by which Chaos Mesh chooses pods, by chance and not by the experiment's seed. Percents are whole there. */
function chaosMode(mode: Mode): ChaosMode {
  switch (mode.kind) {
    case "one":
    case "all":
      return { mode: mode.kind };
    case "fixed":
      return { mode: "fixed", value: String(mode.count) };
    case "percent":
      return { mode: "fixed-percent", value: String(Math.ceil(mode.percent)) };
    case "random-max-percent":
      return { mode: "random-max-percent", value: String(Math.ceil(mode.percent)) };
  }
}
