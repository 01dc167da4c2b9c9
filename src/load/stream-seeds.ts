import type { Random } from "../values/random/random.ts";

/** Seeds of the streams of chance of one load. Every load has all of them: what one of them needs is nothing to the next. */
export interface StreamSeeds {
  /** Times of arrivals. */
  readonly pacing: number;
  /** Things that arrive: which request of several, a command with its values, a visit. */
  readonly arrivals: number;
  /** Values in the templates of requests. */
  readonly values: number;
  /** Pauses before it is tried again. */
  readonly pauses: number;
  /** Choice of the requests that are sampled. */
  readonly sampling: number;
  /** Ids of its traces. */
  readonly traces: number;
}

/** Draws the seeds of the next load. In another order, the seed of an experiment would stand for other arrivals than before. */
export function drawSeeds(random: Random): StreamSeeds {
  const seed = () => Math.floor(random() * 2 ** 32);
  const seeds = { pacing: seed(), arrivals: seed(), values: seed(), pauses: seed() };
  // Came later: draws of their own would change all that follow them.
  return { ...seeds, sampling: (seeds.pauses ^ 1) >>> 0, traces: (seeds.pauses ^ 2) >>> 0 };
}
