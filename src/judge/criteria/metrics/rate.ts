import type { Criterion } from "../../../files/experiment/criterion.ts";
import type { Judgement } from "../../history/event.ts";
import { formatMs, formatNumber } from "../format.ts";
import { decided, undecided } from "../judgement.ts";
import type { MetricRule } from "../metric-rule.ts";

/** Below this, without a window of its own, a rate per second is noise. */
const RATE_SPAN_MIN_MS = 1000;

/** A window's data may end a little before now, as the latest tick does. */
const COVERED_ENOUGH = 0.9;

/** So many per second, once the window is covered; then none at all is a real 0. */
export function ratePerS(criterion: Criterion, count: number, spanMs: number): Judgement {
  const neededMs = criterion.overMs ?? RATE_SPAN_MIN_MS;
  if (spanMs < neededMs * COVERED_ENOUGH) {
    return undecided(`needs ${formatMs(neededMs)} to have a rate, got ${formatMs(spanMs)}`, count);
  }
  return decided(criterion, (count * 1000) / spanMs, count);
}

export const rate: MetricRule = {
  judgeSignal: (criterion, { ended, spanMs }) => ratePerS(criterion, ended, spanMs),
  stands: ({ reading, measured, isAbove, spoiled, same }) =>
    same(measured + ((isAbove ? -1 : 1) * spoiled * 1000) / reading.spanMs),
  format: (perS) => `${formatNumber(perS)}/s`,
  isWorseWhenBusy: false,
};
