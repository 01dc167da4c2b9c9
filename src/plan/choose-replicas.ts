import type { Experiment, Mode } from "../experiment/experiment.ts";
import type { Random } from "../random/random.ts";

/** The replicas of a service, from 1, that a fault's mode takes; drawn by the experiment's seed. */
export function chooseReplicas(service: string, mode: Mode, experiment: Experiment, random: Random): number[] {
  const total = experiment.system.graph?.services.find(({ name }) => name === service)?.replicas ?? 1;
  const left = Array.from({ length: total }, (_, index) => index + 1);
  const chosen: number[] = [];
  const count = howMany(mode, total, random);
  while (chosen.length < count) chosen.push(...left.splice(Math.floor(random() * left.length), 1));
  return chosen.sort((a, b) => a - b);
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
