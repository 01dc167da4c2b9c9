import { bucketMs, type SparseHistogram } from "../measure/histogram.ts";
import type { HarnessReading } from "./event.ts";

/** The part that sends each request at its time. */
export const PACING = "pacing";
/** Less than this explains nothing. */
export const NAMED_FROM_MS = 5;
/** A part that fails is noticed up to so late, and requests that a part touched end up to so long after it. */
export const NOTICED_LATE_MS = 2000;

/** Effects that the harness may have had on all requests in one tick. */
export interface Meddling {
  /** Lateness with which each was sent, in ms. */
  readonly lag: SparseHistogram;
  /** The most that stalls can have added to one, in ms. */
  readonly stallMs: number;
  /** Share of the time in which a part waited for a processor: 0..1. */
  readonly waiting: number;
  /** Parts that had something to say of it, by name. */
  readonly parts: readonly string[];
  /** True when what was measured is of no use because of it. */
  readonly isSpoiling: boolean;
  /** True when a part failed, and so calls through it. */
  readonly isFailing: boolean;
}

export const NO_MEDDLING: Meddling = {
  lag: [],
  stallMs: 0,
  waiting: 0,
  parts: [],
  isSpoiling: false,
  isFailing: false,
};

/** @param spoilers parts because of which the tick is of no use */
export function meddlingOf({ scheduleLag, parts = {} }: HarnessReading, spoilers: readonly string[]): Meddling {
  const all = Object.values(parts);
  const lagMs = bucketMs(scheduleLag.at(-2) ?? 0);
  return {
    lag: scheduleLag,
    stallMs: all.reduce((sum, { delayMs = 0 }) => sum + delayMs, 0),
    waiting: Math.max(0, ...all.map(({ waiting = 0 }) => waiting)),
    parts: [...(lagMs >= NAMED_FROM_MS ? [PACING] : []), ...Object.keys(parts)],
    isSpoiling: spoilers.length > 0,
    isFailing: all.some(({ failing }) => failing !== undefined),
  };
}
