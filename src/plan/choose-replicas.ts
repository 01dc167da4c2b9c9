import type { Experiment, Mode } from "../experiment/experiment.ts";
import type { Random } from "../random/random.ts";

/** The replicas of a service, from 1, that a fault's mode takes; drawn by the experiment's seed. */
export function chooseReplicas(service: string, mode: Mode, experiment: Experiment, random: Random): number[] {
  const total = experiment.system.graph?.services.find(({ name }) => name === service)?.replicas ?? 1;
  const left = Array.from({ length: total }, (_, index) => index + 1);
  const chosen: number[] = [];
  while (chosen.length < howMany(mode, total)) chosen.push(...left.splice(Math.floor(random() * left.length), 1));
  return chosen.sort((a, b) => a - b);
}

function howMany(mode: Mode, total: number): number {
  switch (mode.kind) {
    case "one":
      return 1;
    case "all":
      return total;
    case "fixed":
      return Math.min(mode.count, total);
    case "percent":
      // At least one: a fault that takes nobody would prove nothing.
      return Math.max(1, Math.floor((total * mode.percent) / 100));
  }
}
