import assert from "node:assert/strict";
import { test } from "node:test";
import { foldDay } from "../../../src/judge/gameday/fold-day.ts";
import { type FindingNow, strayFindings, type TrendedDay, trendsOf } from "../../../src/judge/gameday/trend.ts";
import { trialsOf } from "../../../src/judge/gameday/trial.ts";
import { type DayScript, dayEvents } from "../../support/game-days.ts";

const options = { times: 3, typesBeside: () => [] };

function dayOf(day: string, script: DayScript): TrendedDay {
  const state = foldDay(dayEvents(script));
  assert.ok(state);
  return { day, standing: "over", state, trials: trialsOf(day, state, new Map()) };
}

const passed = [{ experiment: "pricing-slow", run: "run-1", verdict: "pass" }] as const;

test("days are grouped by the name of their game day, in the order in which they began", () => {
  const days = [
    dayOf("2026-12-15-shop", { name: "shop", began: "2026-12-15T10:00:00Z", runs: passed }),
    dayOf("2026-12-02-search", { name: "search", began: "2026-12-02T10:00:00Z", runs: [] }),
    // The folder's name is later, and it began before.
    dayOf("2026-12-29-shop", { name: "shop", began: "2026-12-01T10:00:00Z", runs: passed, title: "Before" }),
  ];
  const trends = trendsOf(days, [], options);
  assert.deepEqual(
    trends.map(({ name, days: of }) => [name, of.map(({ date }) => date)]),
    [
      ["shop", ["2026-12-01", "2026-12-15"]],
      ["search", ["2026-12-02"]],
    ],
  );
  assert.equal(trends[0]?.title, "Checkout in trouble");
});

test("findings count by their severity when they were filed, and by what their files say now", () => {
  const filed = ["low", "high", "high"] as const;
  const findings = filed.map((severity, at) => ({ severity, file: `findings/2026-12-01-${at + 1}.md` }));
  const days = [dayOf("2026-12-01-shop", { runs: passed, findings })];
  const now: FindingNow[] = [
    { file: "2026-12-01-1.md", gameday: "2026-12-01-shop", status: "closed" },
    { file: "2026-12-01-2.md", gameday: "2026-12-01-shop", status: "open" },
    // Of another day, though it has the name of the third.
    { file: "2026-12-01-3.md", gameday: "2026-12-01-search", status: "closed" },
  ];
  const [day] = trendsOf(days, now, options)[0]?.days ?? [];
  assert.ok(day);
  assert.deepEqual(day.filed, { low: 1, medium: 0, high: 2, critical: 0 });
  assert.deepEqual([day.open, day.closed, day.unknown], [1, 1, 1]);
  assert.deepEqual(strayFindings(days, now), ["2026-12-01-3.md"]);
  assert.deepEqual([day.runs, day.proved, day.lost], [1, 1, ["run-1"]]);
});

test("a run counts by its own journal's verdict, which knows what came after the day", async () => {
  const { simulate } = await import("../../run/simulated-run.ts");
  const { result } = await simulate({});
  const state = foldDay(dayEvents({ runs: passed }));
  assert.ok(state);
  const started = { plan: {} } as never;
  const records = new Map([["run-1", { started, result: { ...result, verdict: "undo-incomplete" as const } }]]);
  assert.equal(trialsOf("d", state, records)[0]?.verdict, "undo-incomplete");
  assert.equal(trialsOf("d", state, new Map())[0]?.verdict, "pass");
});
