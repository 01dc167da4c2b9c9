import { type Criterion, signalName } from "../../files/experiment/criterion.ts";
import type { CriterionRole, Judgement } from "../history/event.ts";
import { undecided } from "./judgement.ts";
import type { CriterionReading } from "./metric-rule.ts";
import { ruleOf } from "./metrics/list.ts";
import { unseen } from "./unseen.ts";

/**
 * Judges a criterion by what was measured, without its `for` (that is HeldFor's). Unknown when there are fewer
 * samples than the metric needs; `why` says how many. What "enough" means stands with each metric.
 */
export function judge(criterion: Criterion, reading: CriterionReading, role: CriterionRole): Judgement {
  const rule = ruleOf(criterion.metric);
  const { signal } = reading;
  const other = rule.judgeOther?.(criterion, reading);
  if (other !== undefined) return other;
  if (rule.judgeSignal === undefined || signal === undefined) {
    return undecided(`${signalName(criterion.signal)} was not measured`, 0);
  }
  if (signal.opaque > 0) return undecided(unseen(signal.opaque, signalName(criterion.signal)), 0);
  return rule.judgeSignal(criterion, signal, reading, role);
}

/** Gives the samples from which on a criterion is sure to be decided; undefined where it doesn't depend on samples. */
export function samplesNeeded(criterion: Criterion): number | undefined {
  return ruleOf(criterion.metric).samplesNeeded?.(criterion);
}

/**
 * Distance from what was measured to the limit, in the metric's unit; positive on the good side, which for an
 * abort is the side where it does not hold. Undefined when nothing was measured.
 */
export function marginOf(criterion: Criterion, { measured }: Judgement, role: CriterionRole): number | undefined {
  if (measured === undefined) return undefined;
  const isUpperLimit = criterion.comparison === "<" || criterion.comparison === "<=";
  const inside = isUpperLimit ? criterion.limit - measured : measured - criterion.limit;
  return role === "abort" ? 0 - inside : inside;
}
