import { formatShare } from "../judge/criteria/format.ts";
import type { ArmSplit } from "../values/arms.ts";

/** Tells what becomes of the requests of loads that are split into two arms. */
export function armsInWords({ control }: ArmSplit): string {
  return `${formatShare(control)} of the requests of every load, by their trace, are its control arm, which the faults spare; the others are the treated arm`;
}
