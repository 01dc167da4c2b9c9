import type { Experiment } from "../../files/experiment/experiment.ts";
import { servicesOf } from "../../files/experiment/load-spec.ts";
import { touches } from "./touches.ts";

/** Things of this machine that the system of an experiment uses and that another's could use as well. */
export interface Grounds {
  /** Absolute paths of the folders that programs are started in. */
  readonly folders: readonly string[];
  /** Ports that programs have by their graph. */
  readonly ports: readonly number[];
}

/**
 * Tells what an experiment that is run on this machine, as processes, would share with others; undefined for one that may
 * disturb any other: its system isn't started for it alone, or its load goes to something else.
 * @param absolute makes a path from where the command was started absolute
 */
export function groundsOf(
  { system: { graph }, loads, loadFrom }: Experiment,
  absolute: (path: string) => string,
): Grounds | undefined {
  if (graph === undefined || loadFrom !== undefined) return undefined;
  if (loads.some((load) => servicesOf(load).includes(undefined))) return undefined;
  const programs = graph.services.flatMap(({ program }) => program ?? []);
  return {
    folders: programs.map(({ cwd }) => absolute(cwd)),
    ports: programs.flatMap(({ port }) => port ?? []),
  };
}

/** Tells whether two experiments can run at once and neither is in what the other measures, but for the time of processors. */
export function areApart(one: Grounds | undefined, other: Grounds | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const shareFolder = one.folders.some((folder) => other.folders.some((path) => touches(folder, path)));
  return !shareFolder && !one.ports.some((port) => other.ports.includes(port));
}
