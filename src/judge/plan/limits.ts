import { targetName } from "../../files/experiment/fault-spec.ts";
import type { Plan, PlannedFault } from "./plan.ts";

/** Finds what of a plan is beyond the experiment's own guard rails, a sentence each. */
export function limitProblems(plan: Plan): string[] {
  const { maxDurationMs, maxServices, maxReplicas, only } = plan.experiment.limits;
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
  if (maxReplicas !== undefined) problems.push(...replicaProblems(plan.faults, maxReplicas));
  // A remedy changes what it is on, too.
  const changes = [...plan.faults, ...(plan.remedies ?? []).flatMap(({ change }) => change ?? [])];
  for (const fault of only === undefined ? [] : changes) {
    if (!only?.includes(targetName(fault.on))) {
      problems.push(`${fault.id} is on ${targetName(fault.on)}, limits.only allows ${only?.join(", ")}`);
    }
  }
  return problems;
}

function replicaProblems(faults: readonly PlannedFault[], limit: number): string[] {
  const onServices = faults.filter(({ on }) => on.kind === "service");
  const most = ({ replicas, draw }: PlannedFault) => draw?.most ?? replicas.length;
  const uncounted = onServices.filter((fault) => most(fault) === 0);
  if (uncounted.length > 0) {
    return uncounted.map(({ id }) => `how many replicas ${id} takes isn't known, so limits.max-replicas can't be kept`);
  }
  const taken = onServices.reduce((sum, fault) => sum + most(fault), 0);
  const each = onServices.map((fault) => `${fault.id} ${most(fault)}`).join(", ");
  return taken > limit ? [`the faults take ${taken} replicas (${each}), limits.max-replicas allows ${limit}`] : [];
}
