import type { Random } from "../../values/random/random.ts";

const FIRST_MS = 100;
const LONGEST_MS = 2000;

/**
 * Time in ms to wait before the next attempt, after so many that failed: twice as long each time, and of that anything
 * from a half, so that many clients don't come back at once.
 */
export function backoffMs(failed: number, random: Random): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (failed - 1)) * (0.5 + random() / 2);
}
