import type { Plan } from "../plan/plan.ts";

/** Tells whether an experiment says what steady state is, and leaves time for it to come back. */
export function awaitsRecovery({ experiment: { steadyState, phases } }: Pick<Plan, "experiment">): boolean {
  return steadyState.length > 0 && phases.recoveryMs > 0;
}
