import { highestPerS } from "../../files/experiment/highest-rate.ts";
import type { LoadSpec } from "../../files/experiment/load-spec.ts";
import type { Plan } from "../plan/plan.ts";

/** Requests that could fail for the faults of a plan. */
export interface WorstCase {
  readonly experiment: string;
  /** A whole number; undefined where nobody can say. */
  readonly requests?: number;
  /** The load whose requests can't be counted beforehand. */
  readonly uncounted?: string;
}

/**
 * Counts the requests that fail in the worst case: every request of every load, and every attempt of those that try again, that is
 * under way at any time from when the first fault goes in to the end of the recovery phase; and all other traffic meanwhile.
 *
 * Arrivals count at the load's highest rate, Poisson ones at their mean. That an abort ends it sooner, or that a fault is on one
 * edge alone, doesn't count. A system that stays down after the run fails more; no plan can say how much.
 *
 * @param trafficPerS requests per second that others send at most, to what the faults are on
 */
export function worstCase({ experiment }: Plan, trafficPerS: number): WorstCase {
  const { name, loads, phases, faults } = experiment;
  const uncounted = loads.find(({ sessions }) => sessions !== undefined);
  if (uncounted !== undefined) return { experiment: name, uncounted: uncounted.name };
  const firstMs = Math.min(phases.faultMs, ...faults.map(({ startMs }) => startMs));
  const troubleMs = phases.faultMs - firstMs + phases.recoveryMs;
  const failed = loads.map((load) => failedOf(load, troubleMs));
  const traffic = (trafficPerS * troubleMs) / 1000;
  return { experiment: name, requests: Math.ceil(failed.reduce((sum, count) => sum + count, traffic)) };
}

function failedOf(load: LoadSpec, troubleMs: number): number {
  const requests = (load.steps?.length ?? 1) * attemptsOf(load);
  return (highestPerS(load.pacing) * requests * (longestMs(load) + troubleMs)) / 1000;
}

function attemptsOf({ retry }: LoadSpec): number {
  return 1 + (retry?.count ?? 0);
}

/** The longest time for which an arrival may be under way: what came before the fault may still be sent while it is in. */
function longestMs(load: LoadSpec): number {
  const { steps = [], timeoutMs, retry } = load;
  const attempts = attemptsOf(load);
  const pausesMs = (retry?.backoffMs ?? 0) * (2 ** (attempts - 1) - 1);
  const thinkMs = steps.reduce((sum, { thinkMs }) => sum + thinkMs.to, 0);
  return Math.max(1, steps.length) * timeoutMs * attempts + pausesMs + thinkMs;
}
