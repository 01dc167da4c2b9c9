import { GamedayError } from "../../files/gameday/gameday-error.ts";
import type { ReadGameday } from "../../files/gameday/parse-gameday.ts";
import { type Occurrence, occurrences } from "../../judge/calendar/occurrences.ts";

/**
 * The game day that goes on now, or else the next one.
 * @throws GamedayError where there is none to come
 */
export function upcomingDay({ gameday, document }: ReadGameday, nowMs: number): Occurrence {
  const { when, lastsMs } = gameday;
  const [day] = occurrences(when, nowMs - lastsMs);
  if (day !== undefined) return day;
  const message = "it is over; write a later date, or `every` with `from`";
  throw new GamedayError([document.problemAt(["at"], { message })]);
}
