import type { BackoffSpec } from "../files/experiment/load-spec.ts";
import { seededRandom } from "../values/random/random.ts";

type Pauses = Pick<BackoffSpec, "backoffMs" | "jitter"> & Partial<BackoffSpec>;

/** Spreads numbers that follow each other over all seeds: those that lie near each other begin alike. */
const SPREAD = 0x9e3779b1;

/**
 * Gives the pauses of one arrival before its next attempts, in ms: one a call, each before jitter `factor` times the one
 * before, twice unless it says otherwise, and never more than `longestMs`. They depend on its number alone, and not on how
 * others fared.
 *
 * @param seed the load's
 */
export function pausesOf(
  { backoffMs, jitter, factor = 2, longestMs = Infinity }: Pauses,
  seed: number,
  arrival: number,
): () => number {
  const random = seededRandom(seed + Math.imul(arrival, SPREAD));
  let nextMs = Math.min(backoffMs, longestMs);
  return () => {
    const pauseMs = nextMs * (1 - jitter * random());
    nextMs = Math.min(nextMs * factor, longestMs);
    return pauseMs;
  };
}
