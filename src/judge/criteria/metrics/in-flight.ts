import type { Criterion } from "../../../files/experiment/criterion.ts";
import type { CriterionRole, Judgement } from "../../history/event.ts";
import type { SignalReading } from "../../measure/window.ts";
import { formatNumber } from "../format.ts";
import { decided, undecided } from "../judgement.ts";
import type { MetricRule } from "../metric-rule.ts";
import { touchedFor } from "../suspicion.ts";

/** A stall from which on requests pile up that would not have been in flight together. */
const PILING_UP_MS = 20;

/**
 * An abort asks how many are in flight now, so that a peak which has passed doesn't count; steady state and
 * expectations ask for the most at any time of their window.
 */
function judgeInFlight(criterion: Criterion, reading: SignalReading, role: CriterionRole): Judgement {
  if (reading.spanMs === 0) return undecided("nothing was heard of the signal", 0);
  return decided(criterion, role === "abort" ? reading.inFlight : reading.inFlightMax, reading.started);
}

export const inFlight: MetricRule = {
  judgeSignal: (criterion, signal, _reading, role) => judgeInFlight(criterion, signal, role),
  stands: ({ suspicion, measured, isAbove, spoiled, waited, same }) =>
    isAbove ? same(measured * (1 - waited) - touchedFor(suspicion, PILING_UP_MS)) : same(measured + spoiled),
  format: formatNumber,
  isWorseWhenBusy: true,
};
