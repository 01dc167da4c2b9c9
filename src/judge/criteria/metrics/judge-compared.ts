import type { Criterion } from "../../../files/experiment/criterion.ts";
import type { Judgement } from "../../history/event.ts";
import type { Compared } from "../../measure/compared-arms.ts";
import { compares, decided, undecided } from "../judgement.ts";

/** Decided where the whole interval is on one side of the limit: neither arm is said to do worse, or no worse, by chance. */
export function judgeCompared(criterion: Criterion, compared: Compared | undefined): Judgement {
  if (compared === undefined) return undecided("too few requests ended in one of the two arms", 0);
  const { measured, low, high, samples } = compared;
  const interval = { low, ...(Number.isFinite(high) && { high }) };
  const { comparison, limit } = criterion;
  if (compares(comparison, low, limit) === compares(comparison, high, limit)) {
    return { ...decided(criterion, measured, samples), interval };
  }
  const why = "the limit is within what may as well be so; a longer fault phase, or more load, would tell";
  return { ...undecided(why, samples, measured), interval };
}
