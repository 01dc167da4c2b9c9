import assert from "node:assert/strict";
import { test } from "node:test";
import type { DayEvent } from "../../../src/judge/gameday/day-event.ts";
import type { DayState } from "../../../src/judge/gameday/day-state.ts";
import { foldDay } from "../../../src/judge/gameday/fold-day.ts";
import { ada, dayBegan, grace } from "../../support/day-events.ts";

type Told = DayEvent extends infer Event ? (Event extends DayEvent ? Omit<Event, "atMs"> : never) : never;

/** The state after a day with two experiments began and some events, a second apart. */
function after(...events: readonly Told[]): DayState {
  const began = dayBegan("slow", "down");
  const timed = events.map((event, index) => ({ ...event, atMs: began.atMs + 1000 * (index + 1) }) as DayEvent);
  const state = foldDay([began, ...timed]);
  assert.ok(state !== undefined);
  return state;
}

const checked: Told = { type: "checked", experiment: "slow", checks: [{ what: "plan", outcome: "ok", detail: "" }] };
const go: Told = { type: "decided", experiment: "slow", go: true, by: "Ada" };
const noGo: Told = { type: "decided", experiment: "slow", go: false, by: "Ada", why: "too late" };
const runBegan: Told = { type: "run-began", experiment: "slow", run: "run-1" };
const runEnded: Told = {
  type: "run-ended",
  experiment: "slow",
  run: "run-1",
  verdict: "pass",
  exitCode: 0,
  headline: "It held.",
};
const reviewed = (experiment: string): Told => ({ type: "reviewed", experiment, by: "Ada" });

test("a day goes from one stage to the next by its events alone", () => {
  const slow = { experiment: "slow" };
  assert.deepEqual(after().stage, { kind: "gathering" });
  assert.deepEqual(after(checked).stage, { kind: "deciding", ...slow });
  assert.deepEqual(after(checked, go).stage, { kind: "running", ...slow });
  assert.deepEqual(after(checked, go, runBegan).stage, { kind: "running", ...slow, run: "run-1" });
  assert.deepEqual(after(checked, go, runBegan, runEnded).stage, { kind: "reviewing", ...slow });
  assert.deepEqual(after(checked, noGo).stage, { kind: "reviewing", ...slow });
  assert.deepEqual(after(checked, noGo, reviewed("slow")).stage, { kind: "deciding", experiment: "down" });
  const through = after(checked, noGo, reviewed("slow"), reviewed("down"));
  assert.deepEqual(through.stage, { kind: "closing" });
  assert.deepEqual(after(reviewed("slow"), reviewed("down"), { type: "day-ended", by: "Ada" }).stage, { kind: "over" });
});

test("an experiment whose turn comes again keeps the runs that it had", () => {
  const again = after(checked, go, runBegan, runEnded, checked, go, { ...runBegan, run: "run-2" } as Told);
  assert.deepEqual(again.stage, { kind: "running", experiment: "slow", run: "run-2" });
  assert.deepEqual(
    again.steps[0]?.runs.map(({ run, end }) => [run, end?.type]),
    [
      ["run-1", "run-ended"],
      ["run-2", undefined],
    ],
  );
});

test("a go that no run came of is a run without a name, and one that was cut off keeps its beginning", () => {
  const [none] = after(checked, go, { type: "run-failed", experiment: "slow", why: "no port" }).steps;
  assert.equal(none?.runs.length, 1);
  assert.equal(none?.runs[0]?.run, undefined);
  const cut = after(checked, go, runBegan, { type: "run-failed", experiment: "slow", run: "run-1", why: "gone" });
  assert.equal(cut.steps[0]?.runs.length, 1);
  assert.equal(cut.steps[0]?.runs[0]?.beganAtMs, cut.began.atMs + 3000);
  assert.equal(cut.steps[0]?.runs[0]?.end?.type, "run-failed");
});

test("people are there from when they come until they go, or the day is left, and attended once", () => {
  const came: Told = { type: "came", person: ada };
  const scribe: Told = { type: "came", person: grace };
  assert.deepEqual(after(came, scribe, came).present, [grace, ada]);
  assert.deepEqual(after(came, scribe, came).attended, [ada, grace]);
  assert.deepEqual(after(came, scribe, { type: "went", person: ada }).present, [grace]);
  const left = after(came, { type: "left", why: "lunch" });
  assert.deepEqual([left.isLeft, left.present, left.attended], [true, [], [ada]]);
  const back = after(came, { type: "left", why: "lunch" }, { type: "resumed", by: "Ada" });
  assert.deepEqual([back.isLeft, back.present], [false, []]);
});

test("an event of an experiment that the day doesn't have changes no step and no stage", () => {
  const before = after(checked);
  const state = after(checked, { ...go, experiment: "other" } as Told);
  assert.deepEqual([state.stage, state.steps], [before.stage, before.steps]);
});

test("there is no state before the day began", () => {
  assert.equal(foldDay([]), undefined);
  assert.equal(foldDay([{ atMs: 1, type: "left", why: "" }]), undefined);
});
