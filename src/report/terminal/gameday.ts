import { formatDuration } from "../../files/experiment/duration.ts";
import type { Gameday, When } from "../../files/gameday/gameday.ts";
import type { ClockTime, Occurrence } from "../../judge/calendar/occurrences.ts";

/** The next game day in words: by the clocks of its zone, by those of another, and how long it is until then. */
export function nextInWords({ when }: Gameday, next: Occurrence, here: ClockTime, nowMs: number): string[] {
  const { zone } = when;
  return [
    timeInWords(next),
    ...(here.zone === zone ? [] : [`here: ${timeInWords(here)}`]),
    ...changeInWords(when, next),
    `in ${waitInWords(next.atMs - nowMs)}`,
  ];
}

/** `Tuesday 2026-12-01 10:00 +00:00 (Europe/London)` */
export function timeInWords({ local, offset, zone }: ClockTime): string {
  const [date = "", time = ""] = local.split("T");
  const weekday = new Date(`${date}T00:00Z`).toLocaleDateString("en", { weekday: "long", timeZone: "UTC" });
  return `${weekday} ${date} ${time} ${offset} (${zone})`;
}

function changeInWords({ time, zone }: When, { change }: Occurrence): readonly string[] {
  if (change === undefined) return [];
  const what =
    change === "skipped"
      ? `the clocks of ${zone} skip ${time} that day, so it is as much later by them`
      : `the clocks of ${zone} show ${time} twice that day, and the first counts`;
  return [`${what} (RFC 5545)`];
}

const DAY_MS = 24 * 3_600_000;

/** To the minute. */
function waitInWords(waitMs: number): string {
  const days = Math.floor(waitMs / DAY_MS);
  const rest = formatDuration(Math.floor((waitMs % DAY_MS) / 60_000) * 60_000);
  if (days === 0) return rest;
  return `${days} ${days === 1 ? "day" : "days"}${waitMs % DAY_MS < 60_000 ? "" : ` ${rest}`}`;
}
