import type { Experiment } from "../files/experiment/experiment.ts";
import { answering } from "../files/experiment/fault-spec.ts";
import type { PlannedFault } from "../judge/plan/plan.ts";
import { count } from "./terminal/figures.ts";

/** A service may have thousands. */
const MOST_REPLICAS = 12;

/** `, replica 2 of 3`: which they are, and of how many; where somebody else draws them, how many. */
export function replicasInWords({ on, replicas, draw }: PlannedFault, { system }: Experiment): string {
  const service = answering(on);
  const total = system.graph?.services.find(({ name }) => name === service)?.replicas;
  if (draw !== undefined) {
    const { by, least, most } = draw;
    const drawn = least === most ? count(most) : `up to ${count(most)}`;
    return `, ${drawn} of ${count(total ?? 1)} replicas, drawn by ${by}`;
  }
  if (replicas.length === 0) return "";
  if (replicas.length === total) return total === 1 ? ", its only replica" : `, all ${count(total)} replicas`;
  const shown = replicas.slice(0, MOST_REPLICAS).join(", ");
  const rest = replicas.length > MOST_REPLICAS ? ` and ${count(replicas.length - MOST_REPLICAS)} more` : "";
  const ofAll = total === undefined ? "" : ` of ${count(total)}`;
  return `, ${replicas.length === 1 ? "replica" : "replicas"} ${shown}${rest}${ofAll}`;
}
