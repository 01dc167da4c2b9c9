import { Temporal } from "temporal-polyfill";
import type { When } from "../../files/gameday/gameday.ts";
import { occurrences } from "./occurrences.ts";

/** Years for which lines are made. The rules of a zone, as they are known today, show all they have in them. */
export const LINES_YEARS = 10;

/** All lines by which cron, in one time zone, begins a job at each game day, and at other times, too. */
export interface CronLines {
  /** Five fields each, by minute, hour and weekday, or date: `0 9 * * 2`. */
  readonly lines: readonly string[];
  /** Local times of game days that cron's zone has twice, so that cron may begin them an hour off, or not. */
  readonly doubtful: readonly string[];
}

/** Makes the lines for the game days of the ten years from a time on; none where there are no more. */
export function cronLines(when: When, zone: string, fromMs: number): CronLines {
  const lastYear = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO("UTC").year + LINES_YEARS;
  const lines = new Set<string>();
  const doubtful: string[] = [];
  for (const { atMs } of occurrences(when, fromMs)) {
    const there = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);
    if (when.everyWeeks !== undefined && there.year > lastYear) break;
    lines.add(lineOf(there, when.everyWeeks !== undefined));
    if (isRepeated(there)) doubtful.push(there.toPlainDateTime().toString({ smallestUnit: "minute" }));
  }
  return { lines: [...lines], doubtful };
}

function lineOf({ minute, hour, day, month, dayOfWeek }: Temporal.ZonedDateTime, isWeekly: boolean): string {
  return isWeekly ? `${minute} ${hour} * * ${dayOfWeek % 7}` : `${minute} ${hour} ${day} ${month} *`;
}

function isRepeated(time: Temporal.ZonedDateTime): boolean {
  const instants = instantsOf(time.toPlainDateTime(), time.timeZoneId);
  return instants.length > 1;
}

/** The times at which a zone's clocks show a date and time: none where they skip it, two where they have it twice. */
function instantsOf(local: Temporal.PlainDateTime, zone: string): readonly number[] {
  const found = (["earlier", "later"] as const).map((disambiguation) =>
    local.toZonedDateTime(zone, { disambiguation }),
  );
  const shown = found.filter((one) => one.toPlainDateTime().equals(local));
  return [...new Set(shown.map(({ epochMilliseconds }) => epochMilliseconds))];
}

/** A time of day by which cron begins a job. */
export interface CronTime {
  readonly hour: number;
  readonly minute: number;
  readonly zone: string;
}

/** Reads a cron line as {@link cronLines} makes them, with the zone that cron is in behind it; without, UTC. */
export function parseCronTime(text: string): CronTime | undefined {
  const [, minute, hour, zone = "UTC"] = /^(\d{1,2}) (\d{1,2})(?: (?:\d{1,2}|\*)){3}(?: (\S+))?$/.exec(text) ?? [];
  const time = { minute: Number(minute), hour: Number(hour), zone };
  return minute !== undefined && time.minute < 60 && time.hour < 24 ? time : undefined;
}

/** The clocks of who begins a job and of where it runs may be apart by this. */
const CLOCKS_APART_MS = 60_000;
const DAYS_LATE = 1;

/**
 * Tells whether a job that cron began is that of a game day: whether one begins at the time that cron last meant. So neither
 * how late the job is matters, up to a day, nor that its line is for another week or for another time of the year.
 */
export function isDue(when: When, { hour, minute, zone }: CronTime, nowMs: number): boolean {
  const latestMs = nowMs + CLOCKS_APART_MS;
  const today = Temporal.Instant.fromEpochMilliseconds(Math.floor(latestMs)).toZonedDateTimeISO(zone).toPlainDate();
  const meant = [0, DAYS_LATE]
    .flatMap((days) => instantsOf(today.subtract({ days }).toPlainDateTime({ hour, minute }), zone))
    .filter((atMs) => atMs <= latestMs);
  if (meant.length === 0) return false;
  const meantMs = Math.max(...meant);
  const [next] = occurrences(when, meantMs);
  return next?.atMs === meantMs;
}
