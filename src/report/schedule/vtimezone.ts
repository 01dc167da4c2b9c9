import { offsetAt, type ZoneChange, zoneChanges } from "../../judge/calendar/zone-changes.ts";

/** The calendar of weekdays repeats after so many years, so that a yearly rule has shown all its dates. */
const YEARS = 28;
/** A zone that had no change for so long has none any more. */
const QUIET_YEARS = 10;

/** A zone as a component of an iCalendar file. */
export interface ZoneComponent {
  readonly lines: readonly string[];
  /** The year at the end of which its changes are known no further, as no yearly rule gives them; none where one does. */
  readonly untilYear?: number;
}

/**
 * Writes a VTIMEZONE (RFC 5545, 3.6.5) that is right from a year on: with a rule where the zone changes its clocks by one each year,
 * else with each change by itself.
 */
export function zoneComponent(zone: string, fromYear: number): ZoneComponent {
  const lastYear = fromYear + YEARS;
  // The year before, so that its last change is there.
  const changes = zoneChanges(zone, fromYear - 1, lastYear);
  const rules = yearlyRules(changes, YEARS + 2);
  const observances = rules?.flatMap(({ change, rule }) => observance(change, rule)) ?? [
    ...observance(constant(offsetAt(fromYear - 1, zone))),
    ...changes.flatMap((change) => observance(change)),
  ];
  const lines = ["BEGIN:VTIMEZONE", `TZID:${zone}`, ...observances, "END:VTIMEZONE"];
  const goesOn = rules === undefined && (changes.at(-1)?.year ?? 0) > lastYear - QUIET_YEARS;
  return { lines, ...(goesOn && { untilYear: lastYear }) };
}

type Observed = Pick<ZoneChange, "local" | "fromS" | "toS">;

/** A beginning for what held before the first change that is listed. */
function constant(offsetS: number): Observed {
  return { local: "1970-01-01T00:00:00", fromS: offsetS, toS: offsetS };
}

function observance({ local, fromS, toS }: Observed, rule?: string): readonly string[] {
  const kind = toS > fromS ? "DAYLIGHT" : "STANDARD";
  return [
    `BEGIN:${kind}`,
    `DTSTART:${basic(local)}`,
    `TZOFFSETFROM:${offsetText(fromS)}`,
    `TZOFFSETTO:${offsetText(toS)}`,
    ...(rule === undefined ? [] : [`RRULE:${rule}`]),
    `END:${kind}`,
  ];
}

interface YearlyRule {
  /** Its first one. */
  readonly change: ZoneChange;
  readonly rule: string;
}

/** The rules by which a zone changes each year in the same way; undefined where it doesn't, or never. */
function yearlyRules(changes: readonly ZoneChange[], years: number): readonly YearlyRule[] | undefined {
  const perYear = changes.length / years;
  if (changes.length === 0 || !Number.isInteger(perYear)) return undefined;
  const rules = Array.from({ length: perYear }, (_, nth) =>
    yearlyRule(changes.filter((_, index) => index % perYear === nth)),
  );
  return rules.includes(undefined) ? undefined : (rules as readonly YearlyRule[]);
}

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const DAYS_OF_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The rule of changes of which there is one each year. */
function yearlyRule(changes: readonly ZoneChange[]): YearlyRule | undefined {
  const [change] = changes;
  if (change === undefined) return undefined;
  const isAlike = changes.every(
    (one, index) =>
      one.year === change.year + index &&
      (["month", "weekday", "time", "fromS", "toS"] as const).every((key) => one[key] === change[key]),
  );
  const days = changes.map(({ day }) => day);
  const first = Math.min(...days);
  // In 28 years a weekday of a week of the month falls on each of seven days.
  if (!isAlike || Math.max(...days) !== first + 6) return undefined;
  const { month, weekday } = change;
  return { change, rule: `FREQ=YEARLY;BYMONTH=${month};${weekdayRule(WEEKDAYS[weekday - 1] ?? "", month, first)}` };
}

function weekdayRule(weekday: string, month: number, firstDay: number): string {
  if (firstDay % 7 === 1) return `BYDAY=${(firstDay + 6) / 7}${weekday}`;
  if (firstDay + 6 === DAYS_OF_MONTHS[month - 1]) return `BYDAY=-1${weekday}`;
  const days = Array.from({ length: 7 }, (_, index) => firstDay + index);
  return `BYDAY=${weekday};BYMONTHDAY=${days.join(",")}`;
}

/** `2026-03-29T01:00:00` as iCalendar has it. */
export function basic(local: string): string {
  return local.replace(/[-:]/g, "");
}

function offsetText(offsetS: number): string {
  const two = (value: number) => String(Math.trunc(value)).padStart(2, "0");
  const size = Math.abs(offsetS);
  const seconds = size % 60 === 0 ? "" : two(size % 60);
  return `${offsetS < 0 ? "-" : "+"}${two(size / 3600)}${two((size % 3600) / 60)}${seconds}`;
}
