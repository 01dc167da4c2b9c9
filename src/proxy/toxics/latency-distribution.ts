import { z } from "zod";
import type { Random } from "../../values/random/random.ts";
import { HeldChunks } from "./held-chunks.ts";
import { LATENCY_LIMIT_BYTES } from "./latency.ts";
import type { Ending, Flow, Stage, ToxicType } from "./toxic.ts";

/** A point of a distribution: a share of all delays, 0..1, and the ms that they don't exceed. */
export type Quantile = readonly [share: number, ms: number];

type LatencyDistributionAttributes = { readonly quantiles: readonly Quantile[] };

/** As long as a delay in an experiment may be. */
export const MOST_MS = 24 * 3_600_000;
const MOST_QUANTILES = 1000;
/** Time after a piece, in ms, from which on the next one is no part of the same answer. */
const QUIET_MS = 20;

const quantiles = z
  .array(z.tuple([z.number().min(0).max(1), z.number().min(0).max(MOST_MS)]))
  .min(1)
  .max(MOST_QUANTILES)
  .refine(isRising, "shares rise, and so do delays, or stay the same");

class LatencyDistribution implements Stage {
  readonly #flow: Flow<LatencyDistributionAttributes>;
  readonly #held: HeldChunks;
  #delayMs = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #receiverSentBytes = 0;

  constructor(flow: Flow<LatencyDistributionAttributes>) {
    this.#flow = flow;
    this.#held = new HeldChunks(flow, LATENCY_LIMIT_BYTES);
  }

  data(chunk: Buffer): void {
    const nowMs = this.#flow.nowMs();
    if (this.#isNext(nowMs)) this.#delayMs = this.#draw();
    this.#lastMs = nowMs;
    if (this.#delayMs > 0) this.#flow.acted();
    this.#held.push(chunk, nowMs + this.#delayMs);
  }

  end(ending: Ending): void {
    this.#held.end(ending);
  }

  wake(): void {
    this.#held.release();
  }

  changed(): void {
    this.#delayMs = this.#draw();
    this.#held.reschedule((arrivedMs) => arrivedMs + this.#delayMs);
  }

  removed(): void {
    this.#held.flush();
  }

  /** Tells whether what comes now is another answer: the other side has spoken since, or it was quiet. */
  #isNext(nowMs: number): boolean {
    const sentBytes = this.#flow.receiverSentBytes;
    const hasSpoken = sentBytes !== this.#receiverSentBytes;
    this.#receiverSentBytes = sentBytes;
    return hasSpoken || nowMs - this.#lastMs >= QUIET_MS;
  }

  #draw(): number {
    return drawFrom(this.#flow.attributes.quantiles, this.#flow.random);
  }
}

/**
 * Delays each answer, or request, by a draw from a distribution. It is given by points, in rising order; between two of them equal
 * shares are equal factors of time, before the first and after the last it is level. One draw is for all pieces of an answer: with one
 * for each, in order, the longest would win.
 */
export const latencyDistribution: ToxicType<LatencyDistributionAttributes> = {
  type: "latency_distribution",
  attributes: [],
  schema: z.strictObject({ quantiles }),
  start: (flow) => new LatencyDistribution(flow),
};

/** Draws a delay in ms. */
export function drawFrom(points: readonly Quantile[], random: Random): number {
  const share = random();
  const above = points.findIndex(([upTo]) => share < upTo);
  const [toShare, toMs] = points.at(above) ?? [1, 0];
  if (above <= 0) return toMs;
  const [fromShare, fromMs] = points[above - 1] ?? [0, 0];
  const part = (share - fromShare) / (toShare - fromShare);
  // From nothing no factor leads on.
  return fromMs > 0 ? fromMs * (toMs / fromMs) ** part : toMs * part;
}

/** Tells whether each point is above the one before in its share, and not below it in its delay. */
export function isRising(points: readonly Quantile[]): boolean {
  return points.every(([share, ms], index) => {
    const before = points[index - 1];
    return before === undefined || (share > before[0] && ms >= before[1]);
  });
}
