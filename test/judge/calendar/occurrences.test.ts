import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { When } from "../../../src/files/gameday/gameday.ts";
import { cronLines, isDue, parseCronTime } from "../../../src/judge/calendar/cron-line.ts";
import { occurrences } from "../../../src/judge/calendar/occurrences.ts";
import { draws } from "../../support/draws.ts";

const HOUR_MS = 3_600_000;
const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);

function firstOf<T>(all: Iterable<T>, count: number): T[] {
  const first: T[] = [];
  for (const one of all) {
    first.push(one);
    if (first.length === count) break;
  }
  return first;
}

function times(when: When, from: string, count: number) {
  const found = firstOf(occurrences(when, at(from)), count);
  return found.map(({ atMs, local, change }) => [iso(atMs), local, ...(change ? [change] : [])]);
}

describe("game days on the time line", () => {
  const fortnightly: When = { first: "2026-10-13", time: "10:00", zone: "Europe/London", everyWeeks: 2 };

  test("keep their hour by the clocks of their zone, from the first on", () => {
    const both = [
      ["2026-10-13T09:00", "2026-10-13T10:00"],
      ["2026-10-27T10:00", "2026-10-27T10:00"],
    ];
    assert.deepEqual(times(fortnightly, "2020-01-01T00:00Z", 2), both);
    assert.deepEqual(times(fortnightly, "2026-10-13T09:00Z", 1), [both[0]], "one that begins now is the next");
    assert.deepEqual(times(fortnightly, "2026-10-13T09:01Z", 1), [both[1]]);
  });

  test("are as much later where the clocks skip their hour (RFC 5545)", () => {
    const sundays: When = { first: "2027-03-21", time: "01:30", zone: "Europe/London", everyWeeks: 1 };
    assert.deepEqual(times(sundays, "2027-03-28T00:00Z", 2), [
      ["2027-03-28T01:30", "2027-03-28T02:30", "skipped"],
      ["2027-04-04T00:30", "2027-04-04T01:30"],
    ]);
  });

  test("are at the first of two such hours (RFC 5545)", () => {
    const sundays: When = { first: "2026-10-25", time: "01:30", zone: "Europe/London", everyWeeks: 1 };
    assert.deepEqual(times(sundays, "2026-10-25T00:00Z", 1), [["2026-10-25T00:30", "2026-10-25T01:30", "repeated"]]);
    assert.deepEqual(times(sundays, "2026-10-25T00:31Z", 1), [["2026-11-01T01:30", "2026-11-01T01:30"]]);
  });

  test("are none after a single one", () => {
    const once: When = { first: "2026-12-01", time: "10:00", zone: "Asia/Kolkata" };
    assert.deepEqual(times(once, "2026-12-01T04:30Z", 2), [["2026-12-01T04:30", "2026-12-01T10:00"]]);
    assert.deepEqual(times(once, "2026-12-01T04:31Z", 2), []);
  });
});

/** The times in a span at which cron in UTC begins a job by a line of minute, hour and weekday. */
function firings(line: string, fromMs: number, toMs: number): number[] {
  const [minute = 0, hour = 0, , , weekday] = line.split(" ").map(Number);
  const firstMs = Math.ceil(fromMs / (24 * HOUR_MS)) * 24 * HOUR_MS;
  const days = Math.floor((toMs - firstMs) / (24 * HOUR_MS));
  return Array.from({ length: days }, (_, day) => firstMs + (day * 24 + hour) * HOUR_MS + minute * 60_000).filter(
    (ms) => new Date(ms).getUTCDay() === weekday,
  );
}

describe("cron", () => {
  test("begins a job at each game day, of which alone it is due, however late within a day", () => {
    const FIRST_MS = at("2026-09-01T00:00Z");
    const plans = fc.record({
      first: fc.integer({ min: 0, max: 40 }).map((day) => iso(FIRST_MS + day * 24 * HOUR_MS).slice(0, 10)),
      time: fc.integer({ min: 0, max: 24 * 4 - 1 }).map((quarter) => iso(quarter * 15 * 60_000).slice(11)),
      zone: fc.constantFrom("Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"),
      everyWeeks: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(plans, fc.integer({ min: -30_000, max: 23 * HOUR_MS }), (when, lateMs) => {
        const [fromMs, toMs] = [at("2026-10-01T00:00Z"), at("2027-04-15T00:00Z")];
        const due = cronLines(when, "UTC", FIRST_MS).lines.flatMap((line) => {
          const time = parseCronTime(line);
          assert.ok(time);
          return firings(line, fromMs, toMs).filter((ms) => isDue(when, time, ms + lateMs));
        });
        const all = firstOf(occurrences(when, fromMs), 40).map(({ atMs }) => atMs);
        assert.deepEqual(
          due.sort((a, b) => a - b),
          all.filter((ms) => ms < toMs),
        );
      }),
      { numRuns: draws(20, 200) },
    );
  });

  test("in a zone of its own is warned of hours that its clocks show twice", () => {
    const sundays: When = { first: "2026-10-18", time: "01:30", zone: "UTC", everyWeeks: 1 };
    assert.deepEqual(cronLines({ ...sundays, everyWeeks: 52 }, "UTC", at("2026-10-01T00:00Z")).doubtful, []);
    const { lines, doubtful } = cronLines(sundays, "Europe/London", at("2026-10-01T00:00Z"));
    assert.deepEqual(lines, ["30 2 * * 0", "30 1 * * 0"]);
    assert.equal(doubtful[0], "2026-10-25T01:30");
  });

  test("that shows an hour twice makes no second game day of it", () => {
    const sundays: When = { first: "2026-10-25", time: "01:30", zone: "Europe/London", everyWeeks: 1 };
    const time = { hour: 1, minute: 30, zone: "Europe/London" };
    assert.equal(isDue(sundays, time, at("2026-10-25T00:30:05Z")), true);
    assert.equal(isDue(sundays, time, at("2026-10-25T01:30:05Z")), false);
  });
});
