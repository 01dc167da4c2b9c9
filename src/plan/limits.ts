import { targetName } from "../experiment/experiment.ts";
import type { Plan } from "./plan.ts";

/** What of a plan is beyond the experiment's own guard rails, a sentence each. */
export function limitProblems(plan: Plan): string[] {
  const { maxDurationMs, maxServices, only } = plan.experiment.limits;
  const problems: string[] = [];
  if (maxDurationMs !== undefined && plan.totalMs > maxDurationMs) {
    problems.push(`the phases take ${plan.totalMs / 1000} s, limits.max-duration allows ${maxDurationMs / 1000} s`);
  }
  const { services } = plan.blastRadius;
  if (maxServices !== undefined && services.length > maxServices) {
    problems.push(
      `${services.length} services can see the faults (${services.join(", ")}), limits.max-services allows ${maxServices}`,
    );
  }
  for (const fault of only === undefined ? [] : plan.faults) {
    if (!only?.includes(targetName(fault.on))) {
      problems.push(`${fault.id} is on ${targetName(fault.on)}, limits.only allows ${only?.join(", ")}`);
    }
  }
  return problems;
}
