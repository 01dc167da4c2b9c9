import type { Criterion } from "../../../files/experiment/criterion.ts";
import type { CriterionRole, Judgement } from "../../history/event.ts";
import { type Interval, wilson, Z } from "../../measure/wilson.ts";
import type { SignalReading } from "../../measure/window.ts";
import { formatNumber, formatShare } from "../format.ts";
import { compares, decided, FEWEST_SAMPLES, undecided } from "../judgement.ts";
import type { MetricRule } from "../metric-rule.ts";
import { type Suspicion, touchedFor, WAITING_DOUBLES } from "../suspicion.ts";
import { hangingOf } from "./hanging.ts";

/**
 * Samples from which on an error rate may be judged against `limit` (0..1) by the share that was seen.
 *
 * So many that a sample can tell the rate from the limit at all: with not one failure, the Wilson interval
 * reaches up to z²/(n + z²), which is below the limit from n = z²(1 - limit)/limit on; with nothing but
 * failures it is the mirror image. The larger of the two. No sample can tell a rate from exactly 0 or 1; such a
 * limit speaks of the requests that were seen, and wants no more than any share does.
 */
export function errorRateSamples(limit: number): number {
  const nearest = Math.min(limit, 1 - limit);
  if (nearest <= 0) return FEWEST_SAMPLES;
  return Math.ceil((Z ** 2 * (1 - nearest)) / nearest);
}

/**
 * An abort must not end a run by chance: it holds only when the whole Wilson interval is beyond the limit. It
 * does not hold when the share that was seen is within the limit, and is unknown in between.
 *
 * Steady state, and an expectation on the whole phase, have to be the same should the requests fail that hang. In a window of an
 * expectation's own, all that a fault has just begun to slow would hang.
 *
 * Steady state and expectations are judged by the share that was seen once there are errorRateSamples, and with
 * fewer only when the whole interval is on one side of the limit.
 */
function judgeErrorRate(criterion: Criterion, reading: SignalReading, role: CriterionRole): Judgement {
  const { failed, ended } = reading;
  if (ended === 0) return undecided("no request ended", 0);
  const seen = decided(criterion, failed / ended, ended);
  const mayBreak = (more: number) =>
    compares(criterion.comparison, (failed + more) / (ended + more), criterion.limit) !== (seen.holds === "true");
  if (countsHanging(criterion, role) && mayBreak(reading.inFlight)) {
    const hanging = hangingOf(reading);
    if (mayBreak(hanging)) return undecided(mayFail(hanging, reading), ended, failed / ended);
  }
  const interval = wilson(failed, ended);
  if (isWhollyOnOneSide(criterion, interval)) return seen;
  if (role === "abort") return seen.holds === "false" ? seen : undecided(notYetSure(interval), ended, failed / ended);
  const needed = errorRateSamples(criterion.limit);
  return ended >= needed ? seen : undecided(tooFew(needed, criterion, ended), ended, failed / ended);
}

function isWhollyOnOneSide({ comparison, limit }: Criterion, { low, high }: Interval): boolean {
  return compares(comparison, low, limit) === compares(comparison, high, limit);
}

function countsHanging({ overMs, forMs }: Criterion, role: CriterionRole): boolean {
  return role === "steady-state" || (role === "expect" && overMs === undefined && forMs === undefined);
}

function mayFail(hanging: number, { failed, ended }: SignalReading): string {
  const share = (failed + hanging) / (ended + hanging);
  const which = `${formatNumber(hanging)} requests that were under way for longer than any that ended took`;
  return `with the ${which} it may be up to ${formatShare(share)}; a phase longer than the timeout would tell`;
}

function notYetSure({ low, high }: Interval): string {
  return `beyond the limit so far, but the true rate may lie anywhere from ${formatShare(low)} to ${formatShare(high)}`;
}

function tooFew(needed: number, { comparison, limit }: Criterion, got: number): string {
  const side = comparison.startsWith("<") ? "under" : "over";
  return `needs ${formatNumber(needed)} samples to tell an error rate ${side} ${formatShare(limit)}, got ${formatNumber(got)}`;
}

/** A sender that is late by more, in ms, sends what came due meanwhile at once: more than there may be room for. */
const CROWDING_MS = 10;
/** A request that was late or stalled for longer, in ms, may have timed out for that. */
const TIMING_OUT_MS = 100;

/**
 * Leaves out the failures that the harness may have made: those while a part of it was failing, and those that a load's sender or
 * a part that stalled made by being late. It doesn't send at all (`late`), has no room for so many at once (`overflow`), or
 * gives up what was answered meanwhile (`timeout`).
 */
export function shareWithout({ failed, ended, errors }: SignalReading, suspicion: Suspicion): number {
  const { failable, waiting, lag } = suspicion;
  const { late = 0, overflow = 0, timeout = 0 } = errors;
  const crowded = Math.min(overflow, lag.countAbove(CROWDING_MS));
  const gaveUp = waiting >= WAITING_DOUBLES ? timeout : Math.min(timeout, touchedFor(suspicion, TIMING_OUT_MS));
  return Math.max(0, failed - Math.max(failable, late + crowded + gaveUp)) / ended;
}

export const errorRate: MetricRule = {
  judgeSignal: (criterion, signal, _reading, role) => judgeErrorRate(criterion, signal, role),
  samplesNeeded: ({ limit }) => errorRateSamples(limit),
  stands: ({ reading, suspicion, measured, isAbove, spoiled, same }) =>
    same(isAbove ? shareWithout(reading, suspicion) : Math.min(1, measured + spoiled / reading.ended)),
  format: formatShare,
  isWorseWhenBusy: true,
};
