import assert from "node:assert/strict";
import { test } from "node:test";
import { nextQuestion } from "../../../src/cli/gameday/next-question.ts";
import { beginDay } from "../../../src/judge/gameday/fold-day.ts";
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
