import { highestPerS } from "../files/experiment/highest-rate.ts";
import type { ResolvedLoad } from "./load.ts";

/**
 * Arrivals per second that one thread is given at most: what takes it a third to a half of a core (8 to 12 µs each,
 * docs/benchmarks-load.md), so that a stall of the machine can be caught up with.
 */
export const MOST_A_SENDER_PER_S = 40_000;

/** Those in flight that a thread needs for its share, so that what is in flight by chance at one of them makes no overflow. */
const LEAST_IN_FLIGHT = 32;

export interface SendersMachine {
  readonly cores: number;
  readonly mostPerS: number;
  /** Machines that the loads are sent from, a share each. */
  readonly of: number;
}

/**
 * Counts the threads that loads are sent from: one, or where their highest rates are more than it is given, several, and a core is left
 * for all else. Loads that aren't of single requests are always sent by one: their connections belong together.
 */
export function senderCount(loads: readonly ResolvedLoad[], { cores, mostPerS, of }: SendersMachine): number {
  if (!loads.every(isOfRequests)) return 1;
  const perS = loads.reduce((sum, { pacing }) => sum + highestPerS(pacing), 0) / of;
  const inFlight = Math.min(...loads.map(({ maxInFlight }) => maxInFlight / of));
  const most = Math.min(cores - 1, Math.floor(inFlight / LEAST_IN_FLIGHT));
  return Math.max(1, Math.min(Math.ceil(perS / mostPerS), most));
}

function isOfRequests({ sessions, steps, command, generator }: ResolvedLoad): boolean {
  return [sessions, steps, command, generator].every((other) => other === undefined);
}
