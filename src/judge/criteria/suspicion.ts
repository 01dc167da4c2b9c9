import type { Criterion } from "../../files/experiment/criterion.ts";
import type { Judgement } from "../history/event.ts";
import type { ReadonlyHistogram } from "../measure/histogram.ts";
import type { SignalReading } from "../measure/window.ts";
import { compares } from "./judgement.ts";

/** Effects that the harness could have had, over a window, on the requests of the signal that a criterion is about. */
export interface Suspicion {
  /** Lateness with which each request was sent, in ms. */
  readonly lag: ReadonlyHistogram;
  /** For each request that was under way while a part stalled: the most that the stall can have added to it, in ms. */
  readonly delays: ReadonlyHistogram;
  /** Share of the time, beyond that in the baseline, in which a part wanted a processor and had none: 0..1. */
  readonly waiting: number;
  /** Requests that failed while a part was failing. */
  readonly failable: number;
}

/** A request that was late by so much is not the one that the experiment asks for, whatever became of it. */
export const SPOILED_MS = 500;
/** A stall from which on requests pile up that would not have been in flight together. */
const PILING_UP_MS = 20;
/** More of the time than this nothing waits, so that a limit stays finite. */
const WAITING_MAX = 0.95;
/** From here on everything takes twice as long, so that a timeout says nothing of the system. */
export const WAITING_DOUBLES = 0.5;
/** Of all requests: with more of them spoiled, a figure that can't be bounded says nothing. */
const SPOILED_SHARE_MAX = 0.05;

/**
 * Tells whether a judgement would be the same whatever the harness did to the requests that it touched: what it may
 * have added is taken off where the measured value is beyond the limit, and requests that it spoiled count as bad where
 * the value is within. This one rule is for every criterion and every part of the harness.
 */
export function stands(
  criterion: Criterion,
  judgement: Judgement,
  reading: SignalReading,
  suspicion: Suspicion,
): boolean {
  const { metric, limit, comparison } = criterion;
  const { measured, holds } = judgement;
  if (measured === undefined || holds === "unknown") return true;
  const isAbove = (comparison === ">" || comparison === ">=") === (holds === "true");
  const same = (value: number) => compares(comparison, value, limit) === (holds === "true");
  const spoiled = countAbove(suspicion, SPOILED_MS);
  const waited = Math.min(suspicion.waiting, WAITING_MAX);
  switch (metric.kind) {
    case "quantile":
      return isAbove
        ? isAboveWithout(reading, metric.quantile, limit / (1 - waited), suspicion)
        : isBelowWith(reading, metric.quantile, limit, spoiled);
    case "mean":
      return isAbove
        ? same(measured * (1 - waited) - addedMean(suspicion, reading.completed))
        : isFew(spoiled, reading.completed);
    case "max":
      return isAbove ? same(measured * (1 - waited) - longest(suspicion)) : isFew(spoiled, reading.completed);
    case "error_rate":
      return same(isAbove ? shareWithout(reading, suspicion) : Math.min(1, measured + spoiled / reading.ended));
    case "rate":
      return same(measured + ((isAbove ? -1 : 1) * spoiled * 1000) / reading.spanMs);
    case "in_flight":
      return isAbove ? same(measured * (1 - waited) - countAbove(suspicion, PILING_UP_MS)) : same(measured + spoiled);
    case "amplification":
      return isFew(spoiled, reading.started);
    case "value":
    case "recovery":
      return true;
  }
}

function countAbove({ lag, delays }: Suspicion, ms: number): number {
  return lag.countAbove(ms) + delays.countAbove(ms);
}

function isFew(spoiled: number, of: number): boolean {
  return spoiled <= of * SPOILED_SHARE_MAX;
}

/**
 * Tells whether more requests are above the limit than the quantile allows though each was touched: for any two delays,
 * no more requests can be moved across the limit by them than were late, or stalled, by more.
 */
function isAboveWithout(
  { latency, completed }: SignalReading,
  quantile: number,
  limitMs: number,
  { lag, delays }: Suspicion,
): boolean {
  const allowed = completed - Math.ceil(quantile * completed * (1 - Number.EPSILON));
  return stepsOf(lag).some((lateMs) =>
    stepsOf(delays).some((stalledMs) => {
      const moved = lag.countAbove(lateMs) + delays.countAbove(stalledMs);
      return latency.countSeenAbove(limitMs + lateMs + stalledMs) - moved > allowed;
    }),
  );
}

function isBelowWith(reading: SignalReading, quantile: number, limitMs: number, spoiled: number): boolean {
  if (spoiled === 0) return true;
  return reading.latency.countSeenAbove(limitMs) + spoiled <= reading.completed * (1 - quantile);
}

/** Delays at which it is worth a look: none, and what more and more of the requests didn't exceed. */
function stepsOf(histogram: ReadonlyHistogram): number[] {
  if (histogram.total === 0) return [0];
  return [0, ...[0.5, 0.9, 0.99, 1].map((quantile) => histogram.quantileMs(quantile) ?? 0)];
}

function longest({ lag, delays }: Suspicion): number {
  return (lag.quantileMs(1) ?? 0) + (delays.quantileMs(1) ?? 0);
}

function addedMean({ lag, delays }: Suspicion, completed: number): number {
  return (lag.meanMs() ?? 0) + ((delays.meanMs() ?? 0) * delays.total) / Math.max(completed, 1);
}

/** The error rate without the failures that the harness may have made. */
function shareWithout({ failed, ended, errors }: SignalReading, { failable, waiting }: Suspicion): number {
  const timeouts = waiting >= WAITING_DOUBLES ? (errors.timeout ?? 0) : 0;
  return Math.max(0, failed - Math.max(failable, timeouts)) / ended;
}
