import type { Conceal } from "../../files/experiment/concealer.ts";
import type { RunContext } from "../run-context.ts";

/** The world that a game day is given. */
export interface DayContext extends RunContext {
  /** Takes out what must not be shown or kept of any experiment so far. */
  readonly concealed: Conceal;
}
