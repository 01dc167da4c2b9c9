import type { Criterion } from "../../../files/experiment/criterion.ts";
import type { Judgement } from "../../history/event.ts";
import { formatMs } from "../format.ts";
import { compares, undecided } from "../judgement.ts";
import type { MetricRule, ValueReading } from "../metric-rule.ts";

/**
 * Judged by the two ends of the time in which it must have fired: from the last sample that said that it didn't until
 * the first that it did. While it hasn't, that goes on for ever.
 */
function judgeFires(
  criterion: Criterion,
  { firing, samples, missing, longestGapMs, staleAfterMs }: ValueReading,
): Judgement {
  if (firing === undefined) return undecided("no fault went in", samples);
  const { earliestMs, afterMs } = firing;
  if (earliestMs === undefined) return undecided("whether it fired before the fault isn't known, or it did", samples);
  const measured = afterMs === undefined ? {} : { measured: afterMs };
  const ends = [earliestMs, afterMs ?? Number.POSITIVE_INFINITY] as const;
  const [early, late] = ends.map((ms) => compares(criterion.comparison, ms, criterion.limit));
  if (afterMs === undefined && longestGapMs > staleAfterMs) {
    return undecided(`no sample for ${formatMs(longestGapMs)}${missing === undefined ? "" : `: ${missing}`}`, samples);
  }
  if (early === late) return { holds: late ? "true" : "false", samples, ...measured };
  if (afterMs === undefined) return undecided(`it had not fired after ${formatMs(earliestMs)}`, samples);
  return undecided(`it may have been as early as ${formatMs(earliestMs)}, between two samples`, samples, afterMs);
}

export const fires: MetricRule = {
  judgeOther: (criterion, { samples }) => samples && judgeFires(criterion, samples),
  format: formatMs,
  isWorseWhenBusy: false,
  isOnce: true,
};
