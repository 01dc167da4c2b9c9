import type { Experiment } from "../experiment/experiment.ts";
import type { Problem } from "../yaml/problem.ts";
import type { Environment, ProductionGuard } from "./gameday.ts";
import type { ReadGameday } from "./parse-gameday.ts";

/**
 * Finds what a game day can't have of its experiments: two of one name, since runs and findings go by it; one that its platform
 * has no system of; and in production one
 * without an abort criterion, or without a limit of services.
 * @param experiments in the order of the file; undefined for one that can't be read
 */
export function checkGamedayExperiments(
  { gameday: { environment }, document }: ReadGameday,
  experiments: readonly (Experiment | undefined)[],
): readonly Problem[] {
  const names = experiments.map((experiment) => experiment?.name);
  return experiments.flatMap((experiment, index) => {
    if (experiment === undefined) return [];
    const first = names.indexOf(experiment.name);
    const messages = [
      ...(first === index ? [] : [`its name is ${experiment.name}, as that of experiments[${first}]`]),
      ...elsewhere(experiment, environment.on),
      ...(environment.is === "production" ? unguarded(experiment, environment) : []),
    ];
    return messages.map((message) => document.problemAt(["experiments", index, "run"], { message }));
  });
}

/** The part of a system without which a platform has nothing to run; a namespace can be named by an option, too. */
const NEEDED = { local: "graph", compose: "compose", external: "external" } as const;

function elsewhere({ name, system }: Experiment, on: Environment["on"]): readonly string[] {
  if (on === undefined || on === "kubernetes" || system[NEEDED[on]] !== undefined) return [];
  return [`${name} has no system.${NEEDED[on]}, and this day is held on ${on}`];
}

function unguarded({ name, abort, limits }: Experiment, { maxServices }: ProductionGuard): readonly string[] {
  const { maxServices: own } = limits;
  const limit = own === undefined ? "no" : `${own} as`;
  return [
    ...(abort.length > 0 ? [] : [`${name} has no abort criterion; in production each has one`]),
    // The limit is the experiment's own, so that it is kept by whoever runs it, and with the services that are there then.
    ...(own !== undefined && own <= maxServices
      ? []
      : [`${name} has ${limit} limits.max-services; in production this day allows ${maxServices} at most`]),
  ];
}
