import type { DayEvent } from "./day-event.ts";
import type { DayState } from "./day-state.ts";

/** The way a game day is: over, going on, left to be taken up again, or cut off by its machine's or process's end. */
export type DayStanding = "over" | "under-way" | "left" | "cut-off";

/**
 * Tells how far a day is.
 * @param isHeld whether a living process has it
 */
export function standingOf({ ended, isLeft }: Pick<DayState, "ended" | "isLeft">, isHeld: boolean): DayStanding {
  if (ended !== undefined) return "over";
  if (isLeft) return "left";
  return isHeld ? "under-way" : "cut-off";
}

/** The events before which the clock was set back, by their place: a journal's order is that in which things happened, whatever their times say. */
export function clockSetBack(events: readonly Pick<DayEvent, "atMs">[]): ReadonlySet<number> {
  const back = new Set<number>();
  for (const [at, { atMs }] of events.entries()) {
    const before = events[at - 1];
    if (before !== undefined && atMs < before.atMs) back.add(at);
  }
  return back;
}
