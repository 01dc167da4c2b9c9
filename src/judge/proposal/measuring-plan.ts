import type { Plan } from "../plan/plan.ts";

/** Makes a plan one that only measures: the same system and load, a baseline of that length in ms, and nothing put in. */
export function measuringPlan({ leftOut: _leftOut, remedies: _planned, ...plan }: Plan, lengthMs: number): Plan {
  const { remedies: _remedies, ...experiment } = plan.experiment;
  const { warmUpMs } = experiment.phases;
  return {
    ...plan,
    faults: [],
    totalMs: warmUpMs + lengthMs,
    warnings: [],
    experiment: {
      ...experiment,
      name: `measure-${experiment.name}`,
      title: `${experiment.name} without a fault, to measure what is usual`,
      faults: [],
      steadyState: [],
      abort: [],
      expect: [],
      phases: { ...experiment.phases, baselineMs: lengthMs, faultMs: 0, recoveryMs: 0 },
    },
  };
}
