import { sep } from "node:path";

/** Tells whether one of two absolute paths is the other, or in it. */
export function touches(one: string, other: string): boolean {
  return one === other || one.startsWith(other + sep) || other.startsWith(one + sep);
}
