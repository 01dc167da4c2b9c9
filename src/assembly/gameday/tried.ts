import type { DayCheck } from "../../judge/gameday/day-event.ts";
import { BrownoutError } from "../../values/errors.ts";
import type { RunContext } from "../run-context.ts";

/** A look at something before a game day, and what was seen; nothing where it is refused. */
export interface Tried<Seen> {
  readonly check: DayCheck;
  readonly seen?: Seen;
}

/**
 * Looks at something before a game day: where that rejects, the day is refused for the reason.
 * @param inWords tells what was seen
 */
export async function tried<Seen>(
  what: string,
  { signal }: RunContext,
  look: () => Promise<Seen>,
  inWords: (seen: Seen) => string,
): Promise<Tried<Seen>> {
  try {
    const seen = await look();
    return { check: { what, outcome: "ok", detail: inWords(seen) }, seen };
  } catch (error) {
    if (signal.aborted || !(error instanceof BrownoutError)) throw error;
    const { message, hint } = error;
    return { check: { what, outcome: "refused", detail: hint === undefined ? message : `${message}\n${hint}` } };
  }
}
