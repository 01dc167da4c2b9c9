import type { RetrySpec } from "../files/experiment/experiment.ts";
import { seededRandom } from "../values/random/random.ts";

/** Spreads numbers that follow each other over all seeds: those that lie near each other begin alike. */
const SPREAD = 0x9e3779b1;

/**
 * Gives the pauses of one arrival before its retries, in ms: one a call, each before jitter twice the one before. They
 * depend on its number alone, and not on how others fared.
 *
 * @param seed the load's
 */
export function pausesOf(
  { backoffMs, jitter }: Pick<RetrySpec, "backoffMs" | "jitter">,
  seed: number,
  arrival: number,
): () => number {
  const random = seededRandom(seed + Math.imul(arrival, SPREAD));
  let longestMs = backoffMs;
  return () => {
    const pauseMs = longestMs * (1 - jitter * random());
    longestMs *= 2;
    return pauseMs;
  };
}
