import { formatDuration } from "../../files/experiment/duration.ts";
import { exitCodes } from "../../values/exit-codes.ts";

/** The way in which a queue goes on, and ends. */
export interface QueueRules {
  /** Tries after the first of an experiment that is inconclusive. */
  readonly retries: number;
  /** True when nothing is started any more once one did not pass. */
  readonly failFast: boolean;
  /** Experiments that may run at once, where they are apart from each other. */
  readonly atOnce: number;
  /** Time for all of them; none for as long as it takes. */
  readonly budgetMs?: number;
}

/** The state of a queue when an experiment's turn comes. */
export interface Turn {
  /** Exit codes of the experiments that have ended. */
  readonly endedWith: readonly number[];
  /** The signal that ended the queue; none while it goes on. */
  readonly interruptedBy?: string;
  readonly elapsedMs: number;
  /** Time that its phases take. */
  readonly lengthMs: number;
}

/** The reason why an experiment isn't started; undefined where it is. */
export function whyNotRun(turn: Turn, { failFast, budgetMs }: QueueRules): string | undefined {
  const { endedWith, interruptedBy, elapsedMs, lengthMs } = turn;
  if (interruptedBy !== undefined) return `${interruptedBy} ended the queue`;
  if (endedWith.includes(exitCodes.undoIncomplete)) {
    return "what one before put in may still be there, and the system isn't what it was";
  }
  if (endedWith.includes(exitCodes.internal)) return "brownout itself failed in one before";
  if (failFast && endedWith.some((code) => code !== exitCodes.pass)) return "one before did not pass (--fail-fast)";
  if (budgetMs === undefined || elapsedMs + lengthMs <= budgetMs) return undefined;
  const left = formatDuration(Math.max(0, Math.floor((budgetMs - elapsedMs) / 1000) * 1000));
  return `its phases take ${formatDuration(lengthMs)}, and of the budget of ${formatDuration(budgetMs)} ${left} are left`;
}

/** Tells whether another try may follow one that ended so. A fail is a fact, and is not tried away. */
export function mayTryAgain(exitCode: number, tries: number, { retries }: QueueRules): boolean {
  return exitCode === exitCodes.inconclusive && tries <= retries;
}
