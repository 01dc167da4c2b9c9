import assert from "node:assert/strict";
import { test } from "node:test";
import type { DayEvent } from "../../../src/judge/gameday/day-event.ts";
import { sessionsOf } from "../../../src/report/gameday/day-timeline.ts";
import { dayEvents } from "../../support/game-days.ts";

const runs = [{ experiment: "pricing-slow", run: "run-1", verdict: "pass" }] as const;

test("a day that was taken up again the next morning is two sessions, each to its own scale", () => {
  const first = dayEvents({ runs, end: "left" });
  const leftAtMs = first.at(-1)?.atMs ?? 0;
  const later: DayEvent[] = [
    { atMs: leftAtMs + 72_000_000, type: "resumed", by: "Ada" },
    { atMs: leftAtMs + 72_600_000, type: "day-ended", by: "Ada" },
  ];
  const [one, other, ...none] = sessionsOf([...first, ...later]);
  assert.deepEqual(none, []);
  assert.deepEqual([one?.runs.length, one?.marks.length, other?.runs.length], [1, 1, 0]);
  assert.equal((other?.toMs ?? 0) - (other?.fromMs ?? 0), 600_000);
});

test("a run that has no end is drawn to the end of what is known, and none is drawn backwards", () => {
  const events = dayEvents({ runs, end: "none" });
  const cut = events.slice(0, events.findIndex(({ type }) => type === "noted") + 1);
  const [session] = sessionsOf(cut);
  assert.deepEqual(
    session?.runs.map(({ fromMs, toMs, verdict }) => [toMs - fromMs, verdict]),
    [[60_000, undefined]],
  );
  const back = events.map((event) => (event.type === "run-ended" ? { ...event, atMs: event.atMs - 3_600_000 } : event));
  for (const { fromMs, toMs } of sessionsOf(back).flatMap((one) => one.runs)) assert.ok(toMs >= fromMs);
});

test("a run that its day was cut off in has the verdict that was found when the day was taken up again", () => {
  const events = dayEvents({ runs, end: "none" });
  const cutAt = events.findIndex(({ type }) => type === "noted") + 1;
  const [cut, after] = [events.slice(0, cutAt), events.slice(cutAt)];
  const cutAtMs = cut.at(-1)?.atMs ?? 0;
  const resumed: DayEvent = { atMs: 0, type: "resumed", by: "Ada" };
  const later = [resumed, ...after].map(
    (event, at): DayEvent => ({ ...event, atMs: cutAtMs + 72_000_000 + at * 60_000 }),
  );
  const [first, second] = sessionsOf([...cut, ...later]);
  assert.deepEqual(
    first?.runs.map(({ toMs, verdict }) => [toMs, verdict]),
    [[cutAtMs, "pass"]],
  );
  assert.deepEqual(second?.runs, []);
});
