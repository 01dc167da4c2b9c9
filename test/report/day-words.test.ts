import assert from "node:assert/strict";
import { test } from "node:test";
import type { DayEvent } from "../../src/judge/gameday/day-event.ts";
import { applyDayEvent, beginDay } from "../../src/judge/gameday/fold-day.ts";
import { DayTeller } from "../../src/report/terminal/day-words.ts";
import { textWidth } from "../../src/report/terminal/text.ts";
import { dayBegan, linus } from "../support/day-events.ts";

const HOSTILE = "\x1b[2J\u202e漢字 and more words than a narrow terminal has room for\nin a line";

/** A day from its beginning to its end, an event each second. */
const events: readonly DayEvent[] = (
  [
    { type: "checked", checks: [{ what: "findings before", outcome: "warning", detail: HOSTILE }] },
    { type: "came", person: { ...linus, name: HOSTILE } },
    { type: "checked", experiment: "slow", checks: [{ what: "plan of slow", outcome: "ok", detail: HOSTILE }] },
    { type: "checked", experiment: "slow", checks: [{ what: "plan of slow", outcome: "ok", detail: HOSTILE }] },
    { type: "decided", experiment: "slow", go: true, by: "Ada" },
    { type: "run-began", experiment: "slow", run: "run-1" },
    { type: "noted", by: "Ada", text: HOSTILE, experiment: "slow", run: "run-1" },
    { type: "stop-asked", by: "Ada", run: "run-1" },
    { type: "run-ended", experiment: "slow", run: "run-1", verdict: "pass", exitCode: 0, headline: "It held." },
    { type: "learned", experiment: "slow", by: "Ada", text: HOSTILE },
    { type: "reviewed", experiment: "slow", by: "Ada" },
    { type: "checked", experiment: "down", checks: [] },
    { type: "decided", experiment: "down", go: false, by: "Ada", why: "It is late." },
    { type: "left", why: HOSTILE },
    { type: "resumed", by: "Ada" },
    { type: "reviewed", experiment: "down", by: "Ada" },
    { type: "day-ended", by: "Ada", spent: { failed: 3, requests: 400 } },
  ] as const
).map((event, index) => ({ ...event, atMs: dayBegan().atMs + 1000 * index }));

function told(columns: number): readonly string[] {
  const began = dayBegan("slow", "down");
  const budget = { slo: 0.99, left: 1000, planned: 40 };
  let state = beginDay({ ...began, day: { ...began.day, budget } });
  const teller = new DayTeller(() => ({ columns, colour: false }));
  const lines = [...teller.tellDay(state)];
  for (const event of events) {
    state = applyDayEvent(state, event);
    lines.push(...teller.tell(event, state));
  }
  return lines;
}

test("a day is told of in lines no wider than the terminal, with nothing that it would obey", () => {
  for (const columns of [30, 80, 200]) {
    for (const line of told(columns)) {
      assert.ok(textWidth(line) <= columns, `${columns}: ${line}`);
      assert.doesNotMatch(line, /[\p{Cc}\u202e]/u);
    }
  }
});

test("a turn is told of once, with what is expected, and its second look isn't", () => {
  const text = told(200).join("\n");
  assert.equal(text.match(/1 of 2 {2}slow/g)?.length, 1);
  assert.match(text, /expected {2}Nobody notices slow\./);
  assert.match(text, /10:00 {2}Ada stops the run/);
});

test("the end has the outcome of each experiment, and what was spent", () => {
  const text = told(200).join("\n");
  assert.match(text, /Checkout is over\nslow {2}pass: It held\.\ndown {2}no-go: It is late\./);
  assert.match(text, /\n0 findings, 1 note\n/);
  assert.match(text, /error budget: 3 of 400 requests failed; 1,?000 might have/);
});

test("a hypothesis that is the experiment's title is said once", () => {
  const began = dayBegan("slow");
  const [slow] = began.day.experiments;
  assert.ok(slow);
  const turns = [slow, { ...slow, hypothesis: slow.title }].map((experiment) => {
    const state = beginDay({ ...began, day: { ...began.day, experiments: [experiment] } });
    const event = { type: "checked", experiment: "slow", checks: [], atMs: began.atMs } as const;
    const teller = new DayTeller(() => ({ columns: 80, colour: false }));
    return teller.tell(event, applyDayEvent(state, event)).join("\n");
  });
  assert.deepEqual(
    turns.map((text) => text.split(slow.title).length - 1),
    [1, 1],
  );
});
