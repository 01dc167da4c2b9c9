import type { Criterion } from "../../../files/experiment/criterion.ts";
import type { Judgement } from "../../history/event.ts";
import { formatMs } from "../format.ts";
import { compares, decided, undecided } from "../judgement.ts";
import type { CriterionReading, MetricRule } from "../metric-rule.ts";

/** A system that never came back took longer than any limit. */
function judgeRecovery(criterion: Criterion, recovery: CriterionReading["recovery"]): Judgement {
  if (recovery?.recovered === "true" && recovery.afterMs !== undefined) {
    const { afterMs, earliestMs = afterMs } = recovery;
    const [latest, earliest] = [decided(criterion, afterMs, 1), decided(criterion, earliestMs, 1)];
    if (latest.holds === earliest.holds) return latest;
    return undecided(
      `it may have been as early as ${formatMs(earliestMs)}, what is between could not be judged`,
      1,
      afterMs,
    );
  }
  if (recovery?.recovered === "false") {
    const holds = compares(criterion.comparison, Number.POSITIVE_INFINITY, criterion.limit);
    return { holds: holds ? "true" : "false", samples: 1 };
  }
  return undecided("recovery could not be measured", 0);
}

export const recovery: MetricRule = {
  judgeOther: (criterion, reading) => judgeRecovery(criterion, reading.recovery),
  format: formatMs,
  isWorseWhenBusy: false,
  isOnce: true,
};
