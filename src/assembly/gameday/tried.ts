import type { DayCheck } from "../../judge/gameday/day-event.ts";
import { BrownoutError } from "../../values/errors.ts";
import type { RunContext } from "../run-context.ts";

/** Looks at something before a game day: what it resolves with was seen, and where it rejects the day is refused for that reason. */
export async function tried(what: string, { signal }: RunContext, look: () => Promise<string>): Promise<DayCheck> {
  try {
    return { what, outcome: "ok", detail: await look() };
  } catch (error) {
    if (signal.aborted || !(error instanceof BrownoutError)) throw error;
    const { message, hint } = error;
    return { what, outcome: "refused", detail: hint === undefined ? message : `${message}\n${hint}` };
  }
}
