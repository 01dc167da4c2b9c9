import { Temporal } from "temporal-polyfill";
import type { YamlDocument } from "../yaml/document.ts";
import type { Fields } from "../yaml/fields.ts";
import { type Path, type Problem, type ProblemParts, show } from "../yaml/problem.ts";
import { suggest } from "../yaml/suggestion.ts";
import type { When } from "./gameday.ts";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const WEEKS_MAX = 52;
/** Dates further away are mistakes, and a calendar has an end to look for them. */
const YEAR_MIN = 2000;
const YEAR_MAX = 2099;

const EVERY = /^(?:(\S+) )?weeks? on (\S+) (\S+) (\S+)$/d;
const AT = /^(\S+) (\S+) (\S+)$/d;
const everyHelp = "expected `2 weeks on Tuesday 10:00 Europe/London`, or `week on …` for each week";
const atHelp = "expected a date, a time and a time zone: `2026-12-01 10:00 Europe/London`";

/** A part of a text, and where in the text it begins. */
interface Part {
  readonly text: string;
  readonly offset: number;
}

type Report = (problem: Problem) => void;

/** Reads when a game day is: `every` with `from`, or `at`. Undefined, and told, where it makes no sense. */
export function parseWhen({ every, from, at }: Fields, document: YamlDocument, report: Report): When | undefined {
  if (every !== undefined && at !== undefined) {
    report(
      document.problemAtKey(["at"], { message: "has no place beside `every`: it is one day, or one every so often" }),
    );
    return undefined;
  }
  if (typeof every === "string") return parseEvery(every, from, document, report);
  if (from !== undefined) report(document.problemAtKey(["from"], { message: "has a place beside `every` alone" }));
  if (typeof at === "string") return parseAt(at, document, report);
  if (every === undefined && at === undefined) {
    report(document.problemAt([], { message: "says nothing of when it is: add `every` with `from`, or `at`" }));
  }
  return undefined;
}

function parseEvery(text: string, from: unknown, document: YamlDocument, report: Report): When | undefined {
  const parts = partsOf(EVERY, text);
  if (parts === undefined) {
    report(document.problemAt(["every"], { message: `found ${show(text)}; ${everyHelp}` }));
    return undefined;
  }
  const [count, day, time, zone] = parts;
  const at = (part: Part | undefined, parts: ProblemParts) =>
    report(document.problemInside(["every"], part?.offset ?? 0, parts));
  const everyWeeks = count === undefined ? 1 : wholeWeeks(count, at);
  const weekday = weekdayOf(day, at);
  const rest = timeAndZone(time, zone, at);
  const first = firstDate(from, weekday, document, report);
  if (everyWeeks === undefined || first === undefined || rest === undefined) return undefined;
  return { first, ...rest, everyWeeks };
}

function parseAt(text: string, document: YamlDocument, report: Report): When | undefined {
  const parts = partsOf(AT, text);
  if (parts === undefined) {
    report(document.problemAt(["at"], { message: `found ${show(text)}; ${atHelp}` }));
    return undefined;
  }
  const [day, time, zone] = parts;
  const at = (part: Part | undefined, parts: ProblemParts) =>
    report(document.problemInside(["at"], part?.offset ?? 0, parts));
  const date = dateOf(day?.text ?? "", (message) => at(day, { message }));
  const rest = timeAndZone(time, zone, at);
  return date === undefined || rest === undefined ? undefined : { first: date.toString(), ...rest };
}

/** The groups of a pattern that fits, undefined for one that isn't there. */
function partsOf(pattern: RegExp, text: string): readonly (Part | undefined)[] | undefined {
  const match = pattern.exec(text);
  return match?.slice(1).map((group, index) => {
    const offset = match.indices?.[index + 1]?.[0];
    return group === undefined || offset === undefined ? undefined : { text: group, offset };
  });
}

type ReportPart = (part: Part | undefined, parts: ProblemParts) => void;

function wholeWeeks(count: Part, report: ReportPart): number | undefined {
  const weeks = /^\d{1,3}$/.test(count.text) ? Number(count.text) : 0;
  if (weeks >= 1 && weeks <= WEEKS_MAX) return weeks;
  report(count, { message: `found ${show(count.text)}; expected a whole number of weeks from 1 to ${WEEKS_MAX}` });
  return undefined;
}

/** From 1, Monday, to 7. */
function weekdayOf(day: Part | undefined, report: ReportPart): number | undefined {
  const text = day?.text ?? "";
  const index = WEEKDAYS.findIndex((name) => name.toLowerCase() === text.toLowerCase());
  if (index >= 0) return index + 1;
  const suggestion = suggest(text, WEEKDAYS);
  report(day, { message: `found ${show(text)}`, suggestion, mistaken: text, allowed: WEEKDAYS });
  return undefined;
}

function timeAndZone(
  time: Part | undefined,
  zone: Part | undefined,
  report: ReportPart,
): Pick<When, "time" | "zone"> | undefined {
  const isTime = /^([01]\d|2[0-3]):[0-5]\d$/.test(time?.text ?? "");
  if (!isTime) report(time, { message: `found ${show(time?.text)}; expected a time of day: 10:00` });
  const name = zoneName(zone?.text ?? "");
  if (name === undefined) {
    const suggestion = suggestZone(zone?.text ?? "");
    report(zone, {
      message: `there is no time zone ${show(zone?.text)}; expected its IANA name, as in Europe/London`,
      suggestion,
      mistaken: zone?.text,
    });
  }
  return isTime && name !== undefined ? { time: time?.text ?? "", zone: name } : undefined;
}

/**
 * The name of a time zone as the database spells it; undefined where it has none of this name. An offset, +01:00, is none:
 * it knows no change of the clock.
 */
export function zoneName(text: string): string | undefined {
  if (!/^[A-Za-z]/.test(text)) return undefined;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The zone that was probably meant, by its whole name, or by the city alone. */
function suggestZone(text: string): string | undefined {
  const zones = Intl.supportedValuesOf("timeZone");
  const cityOf = (zone: string) => zone.split("/").at(-1) ?? zone;
  const city = suggest(cityOf(text), zones.map(cityOf));
  return zones.find((zone) => cityOf(zone) === city) ?? suggest(text, zones);
}

function firstDate(
  from: unknown,
  weekday: number | undefined,
  document: YamlDocument,
  report: Report,
): string | undefined {
  const path: Path = ["from"];
  if (typeof from !== "string") {
    if (from === undefined) {
      const message = "is missing: the date of the first, from which the weeks are counted, as in 2026-12-01";
      report(document.problemAt(path, { message }));
    }
    return undefined;
  }
  const date = dateOf(from, (message) => report(document.problemAt(path, { message })));
  if (date === undefined || weekday === undefined) return undefined;
  if (date.dayOfWeek === weekday) return date.toString();
  const next = date.add({ days: (weekday - date.dayOfWeek + 7) % 7 });
  const is = WEEKDAYS[date.dayOfWeek - 1];
  const message = `${date} is a ${is}, and \`every\` says ${WEEKDAYS[weekday - 1]}`;
  report(document.problemAt(path, { message, suggestion: next.toString() }));
  return undefined;
}

/**
 * The first date of an `every` after the day of a time, in its zone: somebody who begins one has no time for it today. Undefined where
 * that makes no sense.
 */
export function firstDateFrom(every: string, nowMs: number): string | undefined {
  const [, , day = "", , zone = ""] = EVERY.exec(every) ?? [];
  const weekday = WEEKDAYS.findIndex((name) => name.toLowerCase() === day.toLowerCase()) + 1;
  const name = zoneName(zone);
  if (weekday === 0 || name === undefined) return undefined;
  const today = Temporal.Instant.fromEpochMilliseconds(Math.floor(nowMs)).toZonedDateTimeISO(name).toPlainDate();
  return today.add({ days: ((weekday - today.dayOfWeek + 6) % 7) + 1 }).toString();
}

/** A date of the calendar: `2026-12-01`. */
export function dateOf(text: string, refuse: (message: string) => void): Temporal.PlainDate | undefined {
  const help = `expected a date from ${YEAR_MIN} to ${YEAR_MAX}: 2026-12-01`;
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? calendarDate(text) : undefined;
  if (date !== undefined && date.year >= YEAR_MIN && date.year <= YEAR_MAX) return date;
  refuse(`found ${show(text)}; ${help}`);
  return undefined;
}

/** Undefined for what no calendar has, as the 30th of February. */
function calendarDate(text: string): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
