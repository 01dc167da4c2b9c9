import type { Experiment } from "../../files/experiment/experiment.ts";
import type { Inability } from "./plan.ts";

/** The criteria on edges, for a system whose edges nothing measures: a sentence each, with what would. */
export function unseenCriteria(experiment: Experiment, { why, instead }: Inability): string[] {
  const { steadyState, abort, expect } = experiment;
  return [...steadyState, ...abort, ...expect]
    .filter(({ signal }) => signal.kind === "edge")
    .map(({ text }) => `"${text}": ${why}; ${instead}`);
}
