import type { Experiment } from "../../files/experiment/experiment.ts";
import { edgeName } from "../../values/edge-name.ts";
import type { Capabilities } from "./plan.ts";

/** The criteria on edges that nothing measures: a sentence each, with what would. */
export function unseenCriteria(
  experiment: Experiment,
  { why, instead, of }: NonNullable<Capabilities["edgesUnseen"]>,
): string[] {
  const { steadyState, abort, expect } = experiment;
  return [...steadyState, ...abort, ...expect]
    .filter(({ signal }) => signal.kind === "edge" && (of?.includes(edgeName(signal)) ?? true))
    .map(({ text }) => `"${text}": ${why}; ${instead}`);
}
