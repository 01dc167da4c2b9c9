import type { ReadonlyHistogram } from "../measure/histogram.ts";

/** Effects that the harness could have had, over a window, on the requests of the signal that a criterion is about. */
export interface Suspicion {
  /** Lateness with which each request was sent, in ms. */
  readonly lag: ReadonlyHistogram;
  /** For each request that was under way while a part stalled: the most that the stall can have added to it, in ms. */
  readonly delays: ReadonlyHistogram;
  /** Of these, requests whose stall is so long that they are not those that the experiment asks for. */
  readonly spoiled: number;
  /** Share of the time, beyond that in the baseline, in which a part wanted a processor and had none: 0..1. */
  readonly waiting: number;
  /** Requests that failed while a part was failing. */
  readonly failable: number;
}

/** A request that was late by so much is not the one that the experiment asks for, whatever became of it. */
export const SPOILED_MS = 500;
/** From here on everything takes twice as long, so that a timeout says nothing of the system. */
export const WAITING_DOUBLES = 0.5;
/** Of all requests: with more of them spoiled, a figure that can't be bounded says nothing. */
const SPOILED_SHARE_MAX = 0.05;

/** Counts the requests that were so late, or stalled, that they say nothing of the system. */
export function spoiledBy({ lag, spoiled }: Suspicion): number {
  return lag.countAbove(SPOILED_MS) + spoiled;
}

/** Counts the requests that were late, or stalled, for longer than this. */
export function touchedFor({ lag, delays }: Suspicion, ms: number): number {
  return lag.countAbove(ms) + delays.countAbove(ms);
}

/** Tells whether so few requests are spoiled that a figure over all still says something. */
export function isFew(spoiled: number, of: number): boolean {
  return spoiled <= of * SPOILED_SHARE_MAX;
}

/** Delays at which it is worth a look: none, and what more and more of the requests didn't exceed. */
export function stepsOf(histogram: ReadonlyHistogram): number[] {
  if (histogram.total === 0) return [0];
  return [0, ...[0.5, 0.9, 0.99, 0.999, 1].map((quantile) => histogram.quantileMs(quantile) ?? 0)];
}
