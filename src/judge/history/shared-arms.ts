import { otherArmSignal } from "../../files/experiment/arm-signals.ts";
import { comparesArms, signalName } from "../../files/experiment/criterion.ts";
import { compares } from "../criteria/judgement.ts";
import { ruleOf } from "../criteria/metrics/list.ts";
import { excessOf } from "../measure/compared-arms.ts";
import type { Interval } from "../measure/wilson.ts";
import type { ByPhase, JudgedCriterion, Spillover } from "./result.ts";

/**
 * Leaves open what compares arms where the one that was spared did worse than before, too, and by so much that the arms might be on
 * the other side of the limit without what they share: a pool that the fault fills slows both, and they look alike.
 */
export function doubtOnSharedArms(
  criteria: readonly JudgedCriterion[],
  spillover: readonly Spillover[],
  signals: Readonly<Record<string, ByPhase>>,
): readonly JudgedCriterion[] {
  return criteria.map((criterion) => {
    const { metric, judgement, signal, comparison, limit } = criterion;
    const { interval, holds } = judgement;
    if (!comparesArms(metric) || interval === undefined || holds === "unknown") return criterion;
    const name = signalName(signal);
    const control = spillover.find((one) => one.signal === name || one.signal === otherArmSignal(name));
    if (control === undefined) return criterion;
    const apart = withoutSharing(
      criterion,
      { low: interval.low, high: interval.high ?? Number.POSITIVE_INFINITY },
      control,
      signals,
    );
    if (compares(comparison, apart.low, limit) === compares(comparison, apart.high, limit)) return criterion;
    const range = [apart.low, apart.high].map((value) =>
      Number.isFinite(value) ? ruleOf(metric).format(value) : "any",
    );
    const why = `${control.signal}, which was spared, did worse than before, too: were that all by the fault, the arms would differ by ${range.join(" to ")}`;
    return { ...criterion, judgement: { ...judgement, holds: "unknown", why } };
  });
}

/** The interval in which the arms may lie apart, had the spared one stayed as it was. */
function withoutSharing(
  { metric, signal }: JudgedCriterion,
  { low, high }: Interval,
  control: Spillover,
  signals: Readonly<Record<string, ByPhase>>,
): Interval {
  const isOfControl = signalName(signal) === control.signal;
  if (metric.kind === "ratio") {
    if (control.worse !== "true") return { low, high };
    const times = control.times?.high ?? Number.POSITIVE_INFINITY;
    return isOfControl ? { low: low / times, high } : { low, high: high * times };
  }
  const more = moreFailures(signals[control.signal] ?? {});
  return isOfControl ? { low: low - more, high } : { low, high: high + more };
}

/** The most by which an arm's error rate rose; 0 where it isn't shown to have risen. */
function moreFailures({ baseline, fault }: ByPhase): number {
  const risen = baseline && fault && excessOf({ subject: fault, other: baseline });
  return risen !== undefined && risen.low > 0 ? risen.high : 0;
}
