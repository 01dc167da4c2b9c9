import { Temporal } from "temporal-polyfill";

/** A change of a zone's clocks. */
export interface ZoneChange {
  /** Date and time by the clocks until then: `2026-03-29T01:00`. */
  readonly local: string;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** From 1, Monday, to 7. */
  readonly weekday: number;
  readonly time: string;
  /** Offsets from UTC before and after, in seconds. */
  readonly fromS: number;
  readonly toS: number;
}

/** The offset from UTC in seconds at the beginning of a year. */
export function offsetAt(year: number, zone: string): number {
  return startOf(year, zone).offsetNanoseconds / 1e9;
}

/** The changes from the beginning of one year to the end of another, in order. */
export function zoneChanges(zone: string, fromYear: number, toYear: number): readonly ZoneChange[] {
  const end = startOf(toYear + 1, zone);
  const changes: ZoneChange[] = [];
  let at: Temporal.ZonedDateTime | null = startOf(fromYear, zone);
  while (true) {
    const before: Temporal.ZonedDateTime = at;
    at = at.getTimeZoneTransition("next");
    if (at === null || Temporal.ZonedDateTime.compare(at, end) >= 0) return changes;
    const fromS = before.offsetNanoseconds / 1e9;
    const toS = at.offsetNanoseconds / 1e9;
    // A zone may change its name alone, or its offset by way of another one.
    if (fromS !== toS) changes.push(changeAt(at, fromS, toS));
  }
}

function changeAt(after: Temporal.ZonedDateTime, fromS: number, toS: number): ZoneChange {
  const local = after.toPlainDateTime().subtract({ seconds: toS - fromS });
  const { year, month, day, dayOfWeek: weekday } = local;
  const time = local.toPlainTime().toString({ smallestUnit: "second" });
  return { local: local.toString({ smallestUnit: "second" }), year, month, day, weekday, time, fromS, toS };
}

function startOf(year: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.ZonedDateTime.from({ year, month: 1, day: 1, timeZone });
}
