import type { Criterion } from "../../../files/experiment/criterion.ts";
import type { Judgement } from "../../history/event.ts";
import type { SignalReading } from "../../measure/window.ts";
import { formatMs } from "../format.ts";
import { decided, FEWEST_SAMPLES, undecided } from "../judgement.ts";
import type { MetricRule } from "../metric-rule.ts";
import { isFew, type Suspicion } from "../suspicion.ts";

/** Judged from FEWEST_SAMPLES on. */
function judgeMean(criterion: Criterion, { latency, completed }: SignalReading): Judgement {
  const measured = latency.meanMs();
  if (measured === undefined) return undecided("no request ended or is in flight", 0);
  if (completed >= FEWEST_SAMPLES) return decided(criterion, measured, completed);
  return undecided(`needs ${FEWEST_SAMPLES} samples to have a mean, got ${completed}`, completed, measured);
}

function addedMean({ lag, delays }: Suspicion, completed: number): number {
  return (lag.meanMs() ?? 0) + ((delays.meanMs() ?? 0) * delays.total) / Math.max(completed, 1);
}

export const mean: MetricRule = {
  judgeSignal: judgeMean,
  samplesNeeded: () => FEWEST_SAMPLES,
  stands: ({ reading, suspicion, measured, isAbove, spoiled, waited, same }) =>
    isAbove
      ? same(measured * (1 - waited) - addedMean(suspicion, reading.completed))
      : isFew(spoiled, reading.completed),
  lagMs: (lag) => lag.meanMs(),
  format: formatMs,
  isWorseWhenBusy: true,
};
