/** Three-valued logic: what can't be known is `unknown`, and is never taken for either. */
export type Trit = "true" | "false" | "unknown";

/** The opposite; of what isn't known, that isn't known either. */
export function opposite(trit: Trit): Trit {
  if (trit === "unknown") return "unknown";
  return trit === "true" ? "false" : "true";
}
