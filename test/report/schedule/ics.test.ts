import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import ICAL from "ical.js";
import { parseGameday } from "../../../src/files/gameday/parse-gameday.ts";
import { occurrences } from "../../../src/judge/calendar/occurrences.ts";
import { renderIcs } from "../../../src/report/schedule/ics.ts";
import { gamedayText } from "../../files/gameday/gameday-example.ts";
import { draws } from "../../support/draws.ts";

const DAY_MS = 24 * 3_600_000;
const YEARS_MS = 10 * 365.25 * DAY_MS;
const MADE_AT_MS = Date.UTC(2026, 10, 29);

/** Yearly rules of the first, second and last weekday and of seven days of a month, half an hour, none, and changes by no rule. */
const ZONES = [
  "Europe/London",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Asia/Jerusalem",
  "Africa/Cairo",
  "Asia/Kolkata",
  "UTC",
];
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

interface Plan {
  readonly first: string;
  readonly time: string;
  readonly zone: string;
  readonly everyWeeks: number;
}

function read({ first, time, zone, everyWeeks }: Plan) {
  const weekday = WEEKDAYS[new Date(`${first}T00:00Z`).getUTCDay()];
  const every = `every: ${everyWeeks} weeks on ${weekday} ${time} ${zone}`;
  const text = gamedayText(["every: 2 weeks on Tuesday 10:00 Europe/London", every], ["2026-12-01", first]);
  return parseGameday({ path: "gameday.yaml", text }).gameday;
}

function calendarOf(plan: Plan): string {
  const none = { lines: [], doubtful: [] };
  const schedule = { experiments: [], utc: none, local: none, localZone: "UTC", folder: "/", madeAtMs: MADE_AT_MS };
  return renderIcs({ ...schedule, gameday: read(plan) }).join("\n");
}

/** The times of an event of a calendar, as a parser with no knowledge of time zones but the file's own has them. */
function timesInCalendar(text: string, untilMs: number): number[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const zone = new ICAL.Timezone(calendar.getFirstSubcomponent("vtimezone") ?? undefined);
  const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent") ?? undefined);
  const times: number[] = [];
  const iterator = event.iterator();
  for (let at = iterator.next(); at; at = iterator.next()) {
    at.zone = zone;
    const atMs = at.toUnixTime() * 1000;
    if (atMs >= untilMs) break;
    times.push(atMs);
  }
  return times;
}

function ourTimes(plan: Plan, untilMs: number): number[] {
  const times: number[] = [];
  for (const { atMs } of occurrences(read(plan).when, 0)) {
    if (atMs >= untilMs) break;
    times.push(atMs);
  }
  return times;
}

const plans = fc.record({
  first: fc
    .integer({ min: 0, max: 700 })
    .map((days) => new Date(MADE_AT_MS + days * DAY_MS).toISOString().slice(0, 10)),
  // By day: what becomes of an hour that is skipped or comes twice is held against RFC 5545 elsewhere.
  time: fc
    .integer({ min: 4 * 60, max: 22 * 60 })
    .map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16)),
  zone: fc.constantFrom(...ZONES),
  everyWeeks: fc.integer({ min: 1, max: 5 }),
});

describe("a calendar's file", () => {
  test("has the same times over ten years as `next` has", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const untilMs = Date.parse(plan.first) + YEARS_MS;
        assert.deepEqual(timesInCalendar(calendarOf(plan), untilMs), ourTimes(plan, untilMs));
      }),
      { numRuns: draws(15, 200) },
    );
  });
});
