import type { AppliedMessageToxic } from "../applied-toxic.ts";
import { isAskedFor, isCounted, isDrawn, keyOf } from "./choice.ts";

/** Counts a request for a toxic, where it is one of those that it counts, and tells whether the toxic chooses it. */
export function chooses({ attributes, counts, name }: AppliedMessageToxic, head: string, seed: number): boolean {
  if (!isCounted(attributes, head)) return false;
  const key = keyOf(attributes, head);
  if (key === undefined) return false;
  const n = counts.next(key);
  return isAskedFor(attributes, n) && isDrawn(attributes, seed, attributes.group || name, key || n);
}
