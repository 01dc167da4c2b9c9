import { signalName } from "../../files/experiment/criterion.ts";
import { formatShare } from "../criteria/format.ts";
import { ruleOf } from "../criteria/metrics/list.ts";
import type { HarnessStats, JudgedCriterion } from "./result.ts";
import type { Standing } from "./standing.ts";

/** From this share of the time on in which a part waited for a processor, what is slow may be slow for that. */
const BUSY = 0.25;

/**
 * Leaves open an expectation that was broken on a busy machine, unless its signal did clearly worse than in the baseline:
 * noise that was there all the time is in the baseline, too, and a limit that it crosses by chance says nothing of the
 * fault.
 */
export function doubtOnBusyMachine(
  criteria: readonly JudgedCriterion[],
  standings: ReadonlyMap<string, Standing>,
  { parts }: HarnessStats,
): readonly JudgedCriterion[] {
  const busy = Object.entries(parts).filter(([, { waiting }]) => waiting >= BUSY);
  if (busy.length === 0) return criteria;
  const waited = busy.map(
    ([name, { waiting }]) => `${name} waited for a processor ${formatShare(waiting)} of the time`,
  );
  return criteria.map((criterion) => {
    const { role, judgement, metric, signal } = criterion;
    const isBroken = role === "expect" && judgement.holds === "false" && ruleOf(metric).isWorseWhenBusy;
    if (!isBroken || standings.get(signalName(signal))?.is === "degraded") return criterion;
    const why = `${waited.join("; ")}, and nothing tells this from the noise of the baseline`;
    return {
      ...criterion,
      judgement: { ...judgement, holds: "unknown", why, explainedBy: busy.map(([name]) => name) },
    };
  });
}
