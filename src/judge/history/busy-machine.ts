import type { Metric } from "../../files/experiment/criterion.ts";
import { signalName } from "../../files/experiment/criterion.ts";
import { formatShare } from "../criteria/format.ts";
import { compares } from "../criteria/judgement.ts";
import { ruleOf } from "../criteria/metrics/list.ts";
import { waitingInWords } from "./meddling.ts";
import type { HarnessStats, JudgedCriterion } from "./result.ts";
import type { Standing } from "./standing.ts";
import type { WindowPoint } from "./window-series.ts";

/** From this share of the time on in which a part waited for a processor, or had nothing to spare, what is slow may be slow for that. */
const BUSY = 0.25;
/** Broken in so many of the short windows, a limit is not crossed by bursts alone. */
const MOST = 0.8;
/** And broken in no more of them in the baseline, it is not crossed all the time. */
const FEW = 0.2;

/** The short windows of a signal, in the baseline and from the first injection on. */
export interface ShortWindows {
  readonly before: readonly WindowPoint[];
  readonly during: readonly WindowPoint[];
}

/**
 * Leaves open an expectation that was broken on a busy machine, unless its signal did clearly worse than in the baseline,
 * or broke the limit nearly all the time where it hardly ever had: noise that was there all the time is in the baseline,
 * too, and a limit that its bursts cross says nothing of the fault.
 */
export function doubtOnBusyMachine(
  criteria: readonly JudgedCriterion[],
  standings: ReadonlyMap<string, Standing>,
  windowsOf: (signal: string) => ShortWindows,
  { parts }: HarnessStats,
): readonly JudgedCriterion[] {
  const busy = Object.entries(parts).filter(([, { waiting }]) => waiting >= BUSY);
  if (busy.length === 0) return criteria;
  const waited = busy.map(
    ([name, { waiting, busyMax = 0 }]) => `${name} ${waitingInWords(formatShare(waiting), { busy: busyMax })}`,
  );
  return criteria.map((criterion) => {
    const { role, judgement, metric, signal } = criterion;
    const name = signalName(signal);
    const isBroken = role === "expect" && judgement.holds === "false" && ruleOf(metric).isWorseWhenBusy;
    if (!isBroken || standings.get(name)?.is === "degraded" || isBrokenThroughout(criterion, windowsOf(name))) {
      return criterion;
    }
    const why = `${waited.join("; ")}, and nothing tells this from the noise of the machine`;
    return {
      ...criterion,
      judgement: { ...judgement, holds: "unknown", why, explainedBy: busy.map(([part]) => part) },
    };
  });
}

function isBrokenThroughout({ metric, comparison, limit }: JudgedCriterion, { before, during }: ShortWindows): boolean {
  const share = (points: readonly WindowPoint[]) => {
    const values = points.flatMap((point) => valueIn(point, metric) ?? []);
    return values.length === 0
      ? undefined
      : values.filter((value) => !compares(comparison, value, limit)).length / values.length;
  };
  return (share(during) ?? 0) >= MOST && (share(before) ?? 1) <= FEW;
}

/** The value of a short window that is nearest to the metric; none for what it doesn't have. */
function valueIn({ p50Ms, p95Ms, errorRate }: WindowPoint, metric: Metric): number | undefined {
  switch (metric.kind) {
    case "quantile":
      return metric.quantile <= 0.5 ? p50Ms : p95Ms;
    case "mean":
      return p50Ms;
    case "error_rate":
      return errorRate;
    default:
      return undefined;
  }
}
