import type { AppliedRequestToxic } from "../applied-toxic.ts";
import { RequestNumbers } from "./call-counts.ts";
import { armOfRequest, isAskedFor, isCounted, isDrawn, keyOf } from "./choice.ts";

/** Counts a request for all toxics that count it, and tells which of them choose it. */
export function choosing(
  toxics: readonly AppliedRequestToxic[],
  head: string,
  seed: number,
): readonly AppliedRequestToxic[] {
  const numbers = new RequestNumbers();
  return toxics.filter((toxic) => chooses(toxic, head, seed, numbers));
}

function chooses(toxic: AppliedRequestToxic, head: string, seed: number, numbers: RequestNumbers): boolean {
  const { attributes, counts, name } = toxic;
  if (!isCounted(attributes, head) || !isTreated(toxic, head)) return false;
  const key = keyOf(attributes, head);
  if (key === undefined) return false;
  const n = numbers.in(counts, key);
  return isAskedFor(attributes, n) && isDrawn(attributes, seed, attributes.group || name, key || n);
}

/** Tells whether a request isn't spared for the arm that it is in, and counts those that are in neither. */
function isTreated({ attributes: { arm }, inArms }: AppliedRequestToxic, head: string): boolean {
  if (arm === null) return true;
  const own = armOfRequest(arm, head);
  inArms.requests++;
  if (own === undefined) inArms.without++;
  return own === "treated";
}
