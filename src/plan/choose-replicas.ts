import type { Experiment, Mode } from "../experiment/experiment.ts";
import type { Random } from "../random/random.ts";
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

/** How many of a service's replicas `by` draws, who rounds percents up; undefined when that is all of them. */
export function drawOf(service: string, mode: Mode, experiment: Experiment, by: string): Draw | undefined {
  const total = replicasOf(service, experiment);
  const most = mostOf(mode, total);
  const least = mode.kind === "random-max-percent" ? 0 : most;
  return least === total ? undefined : { by, least, most };
}

function mostOf(mode: Mode, total: number): number {
  switch (mode.kind) {
    case "one":
      return 1;
    case "all":
      return total;
    case "fixed":
      return Math.min(mode.count, total);
    default:
      return Math.ceil((total * Math.ceil(mode.percent)) / 100);
  }
}

function replicasOf(service: string, { system }: Experiment): number {
  return system.graph?.services.find(({ name }) => name === service)?.replicas ?? 1;
}

function howMany(mode: Mode, total: number, random: Random): number {
  switch (mode.kind) {
    case "one":
      return 1;
    case "all":
      return total;
    case "fixed":
      return Math.min(mode.count, total);
    case "percent":
      return percentOf(total, mode.percent);
    case "random-max-percent":
      return 1 + Math.floor(random() * percentOf(total, mode.percent));
  }
}

/** At least one: a fault that takes nobody would prove nothing. */
function percentOf(total: number, percent: number): number {
  return Math.max(1, Math.floor((total * percent) / 100));
}
