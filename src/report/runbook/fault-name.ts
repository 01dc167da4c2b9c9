import { targetName } from "../../files/experiment/fault-spec.ts";
import type { PlannedFault } from "../../judge/plan/plan.ts";

/** `latency on checkout -> pricing` */
export function faultName({ type, on }: PlannedFault): string {
  return `${type} on ${targetName(on)}`;
}
