import assert from "node:assert/strict";
import { test } from "node:test";
import { nextQuestion } from "../../../src/cli/gameday/next-question.ts";
import type { DayEvent } from "../../../src/judge/gameday/day-event.ts";
import { applyDayEvent, beginDay } from "../../../src/judge/gameday/fold-day.ts";
import { ada, dayBegan, grace } from "../../support/day-events.ts";

for (const [answer, line] of [
  ["", ""],
  ["The cache holds.", "learned The cache holds."],
  ["next", "next"],
  ["finding", "finding"],
  ["leave", "leave"],
  ["finding high Linus The alarm came late", "finding high Linus The alarm came late"],
  ["learned The cache holds.", "learned The cache holds."],
  ["next time with a timeout", "learned next time with a timeout"],
  ["finding the cause took long", "learned finding the cause took long"],
  ["go", "learned go"],
] as const) {
  test(`to what was learned, "${answer}" means the line "${line}"`, () => {
    const began = beginDay(dayBegan("slow"));
    const state = { ...began, stage: { kind: "reviewing", experiment: "slow" }, present: [ada, grace] } as const;
    assert.equal(nextQuestion(state, new Set())?.lineOf(answer), line);
  });
}

const cut = [
  { atMs: 1, type: "decided", experiment: "slow", go: true, by: "Ada" },
  { atMs: 2, type: "run-failed", experiment: "slow", why: "it was cut off" },
  { atMs: 3, type: "learned", experiment: "slow", by: "Ada", text: "The cache holds." },
] as const satisfies readonly DayEvent[];

const again: readonly DayEvent[] = [...cut, { ...cut[0], atMs: 4 }, { ...cut[1], atMs: 5 }];

const cases: readonly (readonly [when: string, events: readonly DayEvent[], isAsked: boolean])[] = [
  ["after a run", cut.slice(0, 2), true],
  ["after that was answered", cut, false],
  ["after another run", again, true],
];
for (const [when, events, isAsked] of cases) {
  test(`a day that is taken up again ${when} ${isAsked ? "asks" : "doesn't ask"} what was learned`, () => {
    const state = { ...events.reduce(applyDayEvent, beginDay(dayBegan("slow"))), present: [ada, grace] };
    assert.equal(nextQuestion(state, new Set()) !== undefined, isAsked);
  });
}
