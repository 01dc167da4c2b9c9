import type { Experiment } from "../../files/experiment/experiment.ts";
import type { Mode } from "../../files/experiment/fault-spec.ts";
import type { Random } from "../../values/random/random.ts";
import type { Draw } from "./plan.ts";

/** The replicas of a service, from 1, that a fault's mode takes; drawn by the experiment's seed. */
export function chooseReplicas(service: string, mode: Mode, experiment: Experiment, random: Random): number[] {
  const total = replicasOf(service, experiment);
  const left = Array.from({ length: total }, (_, index) => index + 1);
  const chosen: number[] = [];
  const count = howMany(mode, total, random);
  while (chosen.length < count) chosen.push(...left.splice(Math.floor(random() * left.length), 1));
  return chosen.sort((a, b) => a - b);
}

/** Number of a service's replicas that `by` draws, who rounds percents up; undefined when that is all of them. */
export function drawOf(service: string, mode: Mode, experiment: Experiment, by: string): Draw | undefined {
  const total = replicasOf(service, experiment);
  const most = mostOf(mode, total, (percent) => Math.ceil((total * Math.ceil(percent)) / 100));
  const least = mode.kind === "random-max-percent" ? 0 : most;
  return least === total ? undefined : { by, least, most };
}

/** The most that a mode may take, for who makes a number of a share of the replicas in its own way. */
function mostOf(mode: Mode, total: number, percentOf: (percent: number) => number): number {
  switch (mode.kind) {
    case "one":
      return 1;
    case "all":
      return total;
    case "fixed":
      return Math.min(mode.count, total);
    default:
      return percentOf(mode.percent);
  }
}

function replicasOf(service: string, { system }: Experiment): number {
  return system.graph?.services.find(({ name }) => name === service)?.replicas ?? 1;
}

function howMany(mode: Mode, total: number, random: Random): number {
  // At least one: a fault that takes nobody would prove nothing.
  const most = mostOf(mode, total, (percent) => Math.max(1, Math.floor((total * percent) / 100)));
  return mode.kind === "random-max-percent" ? 1 + Math.floor(random() * most) : most;
}
