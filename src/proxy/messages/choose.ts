import type { AppliedMessageToxic } from "../applied-toxic.ts";
import { armOfRequest, isAskedFor, isCounted, isDrawn, keyOf } from "./choice.ts";

/** Counts a request for a toxic, where it is one of those that it counts, and tells whether the toxic chooses it. */
export function chooses(toxic: AppliedMessageToxic, head: string, seed: number): boolean {
  const { attributes, counts, name } = toxic;
  if (!isCounted(attributes, head) || !isTreated(toxic, head)) return false;
  const key = keyOf(attributes, head);
  if (key === undefined) return false;
  const n = counts.next(key);
  return isAskedFor(attributes, n) && isDrawn(attributes, seed, attributes.group || name, key || n);
}

/** Tells whether a request isn't spared for the arm that it is in, and counts those that are in neither. */
function isTreated({ attributes: { arm }, inArms }: AppliedMessageToxic, head: string): boolean {
  if (arm === null) return true;
  const own = armOfRequest(arm, head);
  inArms.requests++;
  if (own === undefined) inArms.without++;
  return own === "treated";
}
