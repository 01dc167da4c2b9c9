import type { Criterion } from "../../files/experiment/criterion.ts";
import type { Judgement } from "../history/event.ts";
import type { SignalReading } from "../measure/window.ts";
import { compares } from "./judgement.ts";
import type { Suspected } from "./metric-rule.ts";
import { ruleOf } from "./metrics/list.ts";
import { type Suspicion, spoiledBy } from "./suspicion.ts";

/** More of the time than this nothing waits, so that a limit stays finite. */
const WAITING_MAX = 0.95;

/**
 * Tells whether a judgement would be the same whatever the harness did to the requests that it touched: what it may
 * have added is taken off where the measured value is beyond the limit, and requests that it spoiled count as bad where
 * the value is within. This one rule is for every criterion and every part of the harness.
 */
export function stands(
  criterion: Criterion,
  judgement: Judgement,
  reading: SignalReading,
  suspicion: Suspicion,
  other?: Suspected["other"],
): boolean {
  const { limit, comparison } = criterion;
  const { measured, interval, holds } = judgement;
  if (measured === undefined || holds === "unknown") return true;
  const isAbove = (comparison === ">" || comparison === ">=") === (holds === "true");
  const same = (value: number) => compares(comparison, value, limit) === (holds === "true");
  const spoiled = spoiledBy(suspicion);
  const waited = Math.min(suspicion.waiting, WAITING_MAX);
  return (
    ruleOf(criterion.metric).stands?.({
      criterion,
      reading,
      suspicion,
      measured,
      interval,
      isAbove,
      spoiled,
      waited,
      same,
      other,
    }) ?? true
  );
}
