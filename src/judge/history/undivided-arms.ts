import { comparesArms } from "../../files/experiment/criterion.ts";
import type { FaultOutcome, JudgedCriterion } from "./result.ts";

/** Leaves open what compares arms where a fault isn't shown to have acted on the treated one: what they differ by says nothing of it. */
export function doubtOnUndividedArms(
  criteria: readonly JudgedCriterion[],
  faults: readonly FaultOutcome[],
): readonly JudgedCriterion[] {
  const unshown = faults.filter(({ took }) => took !== "true").map(({ id }) => id);
  if (unshown.length === 0) return criteria;
  const why = `${unshown.join(", ")} isn't shown to have acted on the treated arm`;
  return criteria.map((criterion) => {
    const { metric, judgement } = criterion;
    if (!comparesArms(metric) || judgement.holds === "unknown") return criterion;
    return { ...criterion, judgement: { ...judgement, holds: "unknown", why } };
  });
}
