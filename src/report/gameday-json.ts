import type { Gameday } from "../files/gameday/gameday.ts";
import type { ClockTime, Occurrence } from "../judge/calendar/occurrences.ts";

/** The next game day as JSON: `at` is the time in UTC, `local` that by the clocks of the day's zone, `here` by those of this machine. */
export function nextJson({ name, when }: Gameday, next: Occurrence, here: ClockTime): string {
  const { atMs, local, offset, change } = next;
  const clocks = { zone: when.zone, local, offset, ...(change && { change }) };
  return JSON.stringify({ name, at: new Date(atMs).toISOString(), ...clocks, here }, null, 2);
}
