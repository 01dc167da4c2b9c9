import { type DayStanding, standingOf } from "../../judge/gameday/day-standing.ts";
import type { DayState } from "../../judge/gameday/day-state.ts";
import type { DayFolder } from "../../records/journal/day-folder.ts";
import { runHolder } from "../../records/journal/run-claim.ts";

/**
 * Tells how far a day is. Only of one that neither ended nor was left it matters whether somebody has it.
 * @throws CorruptJournalError, JournalError where that can't be told
 */
export async function standingOfDay({ path }: DayFolder, state: DayState): Promise<DayStanding> {
  const isOpen = state.ended === undefined && !state.isLeft;
  return standingOf(state, isOpen && (await runHolder(path)) !== undefined);
}
