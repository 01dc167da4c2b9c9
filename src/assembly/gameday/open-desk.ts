import type { DayFolder } from "../../records/journal/day-folder.ts";
import type { ExecutedRun } from "../execute-run.ts";
import { leftoverCheck } from "./check-leftovers.ts";
import type { DayContext } from "./day-context.ts";
import { HeldDesk } from "./held-desk.ts";
import { ownDayRunner } from "./own-day-runner.ts";
import { type BeginInput, startDay } from "./start-day.ts";
import { takeUpDay } from "./take-up-day.ts";

export interface OpenDeskInput extends BeginInput {
  /** True to take up again a day that was left or cut off. */
  readonly resume: boolean;
  /** Called with each run that has ended. */
  readonly onEnded: (run: ExecutedRun) => Promise<void>;
}

/** A desk, and where its day is kept. */
export interface OpenDesk {
  readonly desk: HeldDesk;
  readonly folder: DayFolder;
  /** Lets go of the day: nothing may be asked of the desk any more. */
  close(): Promise<void>;
}

/**
 * Begins a game day, after all that must be looked at before, or takes one up again.
 * @throws GamedayError, DayRefusedError, UsageError, and what planning and asking throw: nothing was started then
 */
export async function openDesk(input: OpenDeskInput, context: DayContext): Promise<OpenDesk> {
  const { options, onEnded } = input;
  const checkLeftovers = leftoverCheck(options.runs);
  const { read, held, state } = input.resume
    ? await takeUpDay(input, context)
    : await startDay(input, checkLeftovers, context);
  const { folder, journal, claim } = held;
  const { agreement } = state;
  const desk = new HeldDesk(state, {
    appendDurably: (event) => journal.appendDurably(event),
    runner: ownDayRunner({ read, agreement, id: folder.id, checkLeftovers, options, onEnded }, context),
    clock: context.clock,
  });
  const close = async () => {
    await journal.close();
    await claim.release();
  };
  try {
    if (input.resume) await desk.resume(state.began.by);
    return { desk, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}
