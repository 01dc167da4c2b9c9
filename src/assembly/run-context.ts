import type { Conceal } from "../files/experiment/concealer.ts";
import type { Clock } from "../values/clock/clock.ts";

/** The world that a run is given, by a command or by a program. */
export interface RunContext {
  /** Says something beside what was asked for. */
  err(text: string): void;
  /** Takes the values, beside those of every call before, out of all that is said from now on. */
  conceal(conceal: Conceal): void;
  readonly clock: Clock;
  /** Aborts when the run is to end; its reason is the name of the signal that it ends as by: SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}
