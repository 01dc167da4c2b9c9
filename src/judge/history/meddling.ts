import { bucketMs, type SparseHistogram } from "../measure/histogram.ts";
import type { HarnessReading, PartReading } from "./event.ts";

/** The part that sends each request at its time. */
export const PACING = "pacing";
/** Less than this explains nothing. */
export const NAMED_FROM_MS = 5;
/** A part that fails is noticed up to so late, and requests that a part touched end up to so long after it. */
export const NOTICED_LATE_MS = 2000;

/** A thread that is at work for so much of the time has nothing to spare: what comes waits, nobody knows for how long. */
const SATURATED = 0.9;

/** Tells whether it could have used more than a processor has. */
export function isSaturated({ busy = 0 }: PartReading): boolean {
  return busy >= SATURATED;
}

/** Says what `waitingIn` has in it. @param share of the time, in words */
export function waitingInWords(share: string, most: PartReading): string {
  return `${isSaturated(most) ? "had no processor, or no time to spare," : "waited for a processor"} ${share} of the time`;
}

/** Share of the time in which a part was of no use to what came: it waited for a processor, or was busy with what came before. */
export function waitingIn(reading: PartReading): number {
  return Math.max(reading.waiting ?? 0, isSaturated(reading) ? (reading.busy ?? 0) : 0);
}

/** Effects that the harness may have had on all requests in one tick. */
export interface Meddling {
  /** Lateness with which each was sent, in ms. */
  readonly lag: SparseHistogram;
  /** The most that stalls can have added to one, in ms. */
  readonly stallMs: number;
  /** Share of the time in which a part waited for a processor, or had nothing to spare: 0..1. */
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
    waiting: Math.max(0, ...all.map(waitingIn)),
    parts: [...(lagMs >= NAMED_FROM_MS ? [PACING] : []), ...Object.keys(parts)],
    isSpoiling: spoilers.length > 0,
    isFailing: all.some(({ failing }) => failing !== undefined),
  };
}
