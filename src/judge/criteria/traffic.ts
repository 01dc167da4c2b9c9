import type { Criterion } from "../../files/experiment/criterion.ts";
import type { CriterionRole, Judgement } from "../history/event.ts";
import type { SignalReading } from "../measure/window.ts";
import { formatMs } from "./format.ts";
import { decided, FEWEST_SAMPLES, undecided } from "./judgement.ts";

/** Below this, without a window of its own, a rate per second is noise. */
const RATE_SPAN_MIN_MS = 1000;

/** A window's data may end a little before now, as the latest tick does. */
const COVERED_ENOUGH = 0.9;

/** Ended requests per second, once the window is covered; then none at all is a real 0. */
export function judgeRate(criterion: Criterion, { ended, spanMs }: SignalReading): Judgement {
  const neededMs = criterion.overMs ?? RATE_SPAN_MIN_MS;
  if (spanMs < neededMs * COVERED_ENOUGH) {
    return undecided(`needs ${formatMs(neededMs)} to have a rate, got ${formatMs(spanMs)}`, ended);
  }
  return decided(criterion, (ended * 1000) / spanMs, ended);
}

/**
 * An abort asks how many are in flight now, so that a peak which has passed doesn't count; steady state and
 * expectations ask for the most at any time of their window.
 */
export function judgeInFlight(criterion: Criterion, reading: SignalReading, role: CriterionRole): Judgement {
  if (reading.spanMs === 0) return undecided("nothing was heard of the signal", 0);
  return decided(criterion, role === "abort" ? reading.inFlight : reading.inFlightMax, reading.started);
}

/** Calls that began on the edge per request that came in to its caller; `incoming` over the same window. */
export function judgeAmplification(criterion: Criterion, { started }: SignalReading, incoming = 0): Judgement {
  if (incoming >= FEWEST_SAMPLES) return decided(criterion, started / incoming, incoming);
  return undecided(`needs ${FEWEST_SAMPLES} requests to the caller, got ${incoming}`, incoming);
}
