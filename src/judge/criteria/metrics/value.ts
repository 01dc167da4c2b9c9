import type { Criterion } from "../../../files/experiment/criterion.ts";
import type { Judgement } from "../../history/event.ts";
import { formatMs, formatValue } from "../format.ts";
import { decided, undecided } from "../judgement.ts";
import type { MetricRule, ValueReading } from "../metric-rule.ts";

/**
 * Judged by the mean of the samples in the window, provided that they cover all of it: without a gap longer than
 * `staleAfterMs`. One sample that covers its window is enough; it is what the server says, not a guess from a few.
 */
function judgeValue(criterion: Criterion, reading: ValueReading): Judgement {
  const { samples, mean, longestGapMs, staleAfterMs, missing } = reading;
  const because = missing === undefined ? "" : `: ${missing}`;
  if (mean === undefined) return undecided(`no sample in the window${because}`, 0);
  if (longestGapMs <= staleAfterMs) return decided(criterion, mean, samples);
  if (longestGapMs === Number.POSITIVE_INFINITY) {
    return undecided(`the samples don't cover the window yet${because}`, samples, mean);
  }
  return undecided(
    `no sample for ${formatMs(longestGapMs)}, stale after ${formatMs(staleAfterMs)}${because}`,
    samples,
    mean,
  );
}

export const value: MetricRule = {
  judgeOther: (criterion, { samples }) => samples && judgeValue(criterion, samples),
  format: formatValue,
  isWorseWhenBusy: false,
};
