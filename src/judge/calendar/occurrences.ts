import { Temporal } from "temporal-polyfill";
import type { When } from "../../files/gameday/gameday.ts";

/** A time by the clocks of a zone. */
export interface ClockTime {
  readonly zone: string;
  /** Date and time to the minute: `2026-12-01T10:00`. */
  readonly local: string;
  /** The offset from UTC then: `+01:00`. */
  readonly offset: string;
}

/** The date that clocks show: `2026-12-01`. */
export function dateOf({ local }: ClockTime): string {
  return local.slice(0, "2026-12-01".length);
}

/** The time of day that clocks show: `10:00`. */
export function timeOf({ local }: ClockTime): string {
  return local.slice(-"10:00".length);
}

/** A game day on the time line, and by the clocks of its own zone. */
export interface Occurrence extends ClockTime {
  /** Since the Unix epoch. */
  readonly atMs: number;
  /** Set where the clocks skip the time that was asked for, or have it twice. */
  readonly change?: "skipped" | "repeated";
}

/** Later than any date that a file may have; nothing is looked for beyond it. */
const LAST_YEAR = 2130;

/**
 * The game days that begin at a time or later, in order, without an end where they repeat.
 *
 * A time that the clocks skip that day is read with the offset from before the change, and so is as much later by the clock; of
 * one that comes twice the first counts. That is RFC 5545's rule (3.3.5), by which calendars read the same.
 */
export function* occurrences({ first, time, zone, everyWeeks }: When, fromMs: number): Generator<Occurrence> {
  const start = Temporal.PlainDate.from(first);
  if (everyWeeks === undefined) {
    const only = occurrenceOn(start, time, zone);
    if (only.atMs >= fromMs) yield only;
    return;
  }
  const from = Temporal.Instant.fromEpochMilliseconds(Math.floor(fromMs)).toZonedDateTimeISO(zone).toPlainDate();
  const days = 7 * everyWeeks;
  // One before, as a time that is skipped is later than its date and time say.
  const passed = Math.max(0, Math.floor(start.until(from).days / days) - 1);
  for (let date = start.add({ days: passed * days }); date.year < LAST_YEAR; date = date.add({ days })) {
    const occurrence = occurrenceOn(date, time, zone);
    if (occurrence.atMs >= fromMs) yield occurrence;
  }
}

function occurrenceOn(date: Temporal.PlainDate, time: string, zone: string): Occurrence {
  const asked = date.toPlainDateTime(time);
  // `compatible` is RFC 5545's rule.
  const found = asked.toZonedDateTime(zone, { disambiguation: "compatible" });
  const change = changeAt(asked, found);
  return { atMs: found.epochMilliseconds, ...clockTime(found.epochMilliseconds, zone), ...(change && { change }) };
}

/** A time since the Unix epoch by the clocks of a zone. */
export function clockTime(atMs: number, zone: string): ClockTime {
  const there = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);
  return { zone, local: there.toPlainDateTime().toString({ smallestUnit: "minute" }), offset: there.offset };
}

function changeAt(asked: Temporal.PlainDateTime, found: Temporal.ZonedDateTime): Occurrence["change"] {
  if (!found.toPlainDateTime().equals(asked)) return "skipped";
  const later = asked.toZonedDateTime(found.timeZoneId, { disambiguation: "later" });
  return later.equals(found) ? undefined : "repeated";
}
