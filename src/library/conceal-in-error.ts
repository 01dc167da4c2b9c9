import type { Conceal } from "../files/experiment/concealer.ts";

/** Takes values that must not be shown out of an error and its causes: whoever catches it may print all of it. */
export function concealInError(error: unknown, conceal: Conceal): unknown {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at.stack !== undefined) at.stack = conceal(at.stack);
    at.message = conceal(at.message);
    if ("hint" in at && typeof at.hint === "string") Object.assign(at, { hint: conceal(at.hint) });
  }
  return error;
}
