import type { Criterion } from "../../../files/experiment/criterion.ts";
import type { Judgement } from "../../history/event.ts";
import type { SignalReading } from "../../measure/window.ts";
import { formatMs } from "../format.ts";
import { decided, undecided } from "../judgement.ts";
import type { MetricRule } from "../metric-rule.ts";
import { isFew, type Suspicion } from "../suspicion.ts";

/** The slowest request is what it is, so that one is enough. */
function judgeMax(criterion: Criterion, { latency, completed }: SignalReading): Judgement {
  const measured = latency.quantileMs(1);
  return measured === undefined
    ? undecided("no request ended or is in flight", 0)
    : decided(criterion, measured, completed);
}

function longest({ lag, delays }: Suspicion): number {
  return (lag.quantileMs(1) ?? 0) + (delays.quantileMs(1) ?? 0);
}

export const max: MetricRule = {
  judgeSignal: judgeMax,
  samplesNeeded: () => 1,
  stands: ({ reading, suspicion, measured, isAbove, spoiled, waited, same }) =>
    isAbove ? same(measured * (1 - waited) - longest(suspicion)) : isFew(spoiled, reading.completed),
  lagMs: (lag) => lag.quantileMs(1),
  format: formatMs,
  isWorseWhenBusy: true,
};
