import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CheckedTurn, DayRunner, RunHooks } from "../../../src/assembly/gameday/day-runner.ts";
import { DeskError } from "../../../src/assembly/gameday/desk-error.ts";
import { HeldDesk } from "../../../src/assembly/gameday/held-desk.ts";
import type { Finding } from "../../../src/files/gameday/finding.ts";
import type { DayEvent } from "../../../src/judge/gameday/day-event.ts";
import type { DayState } from "../../../src/judge/gameday/day-state.ts";
import { applyDayEvent, beginDay, foldDay } from "../../../src/judge/gameday/fold-day.ts";
import type { RunState } from "../../../src/judge/history/run-state.ts";
import { JournalError } from "../../../src/records/journal/journal-error.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { InconclusiveError } from "../../../src/values/errors.ts";
import { ada, dayBegan, grace, linus } from "../../support/day-events.ts";

/** A run that goes on until a test ends it, or it is stopped. */
interface FakeRun extends RunHooks {
  end(): void;
  fail(error: Error): void;
}

/** A day of two experiments at a desk, with a runner that does what a test says. */
function deskOf({ from = beginDay(dayBegan("slow", "down")) }: { from?: DayState } = {}) {
  const events: DayEvent[] = [];
  const filed: Omit<Finding, "gameday">[] = [];
  const runs: FakeRun[] = [];
  const world = {
    refused: undefined as string | undefined,
    isFull: false,
    lookedUp: [] as string[],
    /** Events of this type are on disk only then. */
    slow: undefined as { readonly type: DayEvent["type"]; readonly until: Promise<void> } | undefined,
  };
  const start = async (hooks: RunHooks) => {
    const run = `run-${runs.length + 1}`;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    hooks.signal.addEventListener("abort", () => resolve());
    runs.push({ ...hooks, end: resolve, fail: reject });
    await hooks.begun(run);
    await promise;
    return { run, verdict: "pass" as const, exitCode: 0, headline: "It held." };
  };
  const runner: DayRunner = {
    async check(): Promise<CheckedTurn> {
      const { refused } = world;
      if (refused === undefined) return { checks: [{ what: "plan", outcome: "ok", detail: "" }], start };
      return { checks: [{ what: "plan", outcome: "refused", detail: refused }] };
    },
    async lookUp(run) {
      world.lookedUp.push(run);
      return { outcome: "cut-off", why: "all is out" };
    },
    async file(finding) {
      filed.push(finding);
      return { file: `findings/2026-12-01-${filed.length}.md`, digest: "ab" };
    },
    spent: async (names) => ({ failed: names.length, requests: 100 }),
  };
  const desk = new HeldDesk(from, {
    async appendDurably(event) {
      if (world.isFull) throw new JournalError({ message: "the disk is full" });
      events.push(event);
      if (event.type === world.slow?.type) await world.slow.until;
    },
    runner,
    clock: systemClock,
  });
  /** Resolves when a run is under way. */
  const go = async () => {
    const begun = new Promise<void>((resolve) => {
      const stop = desk.onEvent(({ type }) => {
        if (type !== "run-began") return;
        stop();
        resolve();
      });
    });
    await desk.decide(ada, true);
    await begun;
  };
  /** Resolves at the next event of a type. */
  const until = (type: DayEvent["type"]) =>
    new Promise<void>((resolve) => {
      desk.onEvent((event) => {
        if (event.type === type) resolve();
      });
    });
  return { desk, events, filed, runs, world, go, until };
}

const refuses = (asked: Promise<void>, message: RegExp) =>
  assert.rejects(asked, (error) => error instanceof DeskError && message.test(error.message));

describe("the desk of a game day", () => {
  test("leads through a day, and its events alone make its state", async () => {
    const { desk, events, runs, filed, go, until } = deskOf();
    for (const person of [ada, grace, linus]) await desk.come(person);
    await desk.begin(ada);
    await go();
    await desk.note(linus, "It is slow.");
    const ended = until("run-ended");
    runs[0]?.end();
    await ended;
    await desk.learn(grace, "A cache helps.");
    await desk.file(grace, { title: "No alarm", severity: "high", owner: "Linus", text: "" });
    await desk.reviewed(ada);
    await desk.decide(ada, false, "It is late.");
    await desk.reviewed(ada);
    await desk.end(ada);
    assert.equal(await desk.done, "over");
    assert.deepEqual(foldDay([dayBegan("slow", "down"), ...events]), desk.state);
    const { notes, steps, findings, ended: end } = desk.state;
    assert.deepEqual(
      [notes[0]?.experiment, notes[0]?.run, steps[0]?.runs[0]?.end?.type, steps[1]?.decision?.why],
      ["slow", "run-1", "run-ended", "It is late."],
    );
    assert.deepEqual(
      [filed[0]?.run, findings[0]?.file, end?.spent],
      ["run-1", "findings/2026-12-01-1.md", { failed: 1, requests: 100 }],
    );
    await refuses(desk.note(ada, "One more."), /over/);
  });

  test("refuses what isn't somebody's to ask, or what the day isn't at, and changes nothing", async () => {
    const { desk, events, runs, go, until } = deskOf();
    await refuses(desk.begin(ada), /Ada isn't here/);
    for (const person of [ada, grace, linus]) await desk.come(person);
    await refuses(desk.come({ name: "Eve", role: "leader" }), /Ada leads this day/);
    await refuses(desk.begin(linus), /only the leader begins, and Linus is observer/);
    await refuses(desk.begin({ name: "Linus", role: "leader" }), /Linus isn't here/);
    await refuses(desk.decide(ada, true), /people are still gathering/);
    await refuses(desk.stop(linus), /nothing is under way/);
    await refuses(desk.learn(grace, "x"), /gathering/);
    await desk.begin(ada);
    await refuses(desk.decide(ada, false), /a no-go says something/);
    await refuses(desk.end(ada), /go or no-go/);
    await refuses(desk.leave(grace, "x"), /only the leader/);
    const before = events.length;
    await refuses(desk.note(linus, "x".repeat(1_000_000)), /10,000 characters at most, and this one 1,000,000/);
    await refuses(desk.note(linus, " \u202e\x07 "), /says something/);
    assert.equal(events.length, before);
    await go();
    await refuses(desk.decide(ada, true), /a run is under way/);
    await refuses(desk.file(linus, { title: "t", severity: "low", owner: "o", text: "" }), /leader and the scribe/);
    const ended = until("run-ended");
    runs[0]?.end();
    await ended;
  });

  test("takes from texts what a terminal would obey", async () => {
    const { desk } = deskOf();
    await desk.come({ name: "A\x1b[31mda\n", role: "leader" });
    const [leader] = desk.state.present;
    assert.equal(leader?.name, "A [31mda");
    await desk.note(leader ?? ada, "one\r\ntwo\x1b]0;x\x07\u2028three\ud800");
    assert.equal(desk.state.notes[0]?.text, "one\ntwo ]0;x three\ufffd");
  });

  test("stops a run for the first who asks, also who is taken for gone, and notes each once", async () => {
    const { desk, runs, go, until } = deskOf();
    for (const person of [ada, grace, linus]) await desk.come(person);
    await desk.begin(ada);
    await go();
    await desk.go(linus);
    const ended = until("run-ended");
    await Promise.all([desk.stop(linus), desk.stop(ada), desk.stop(ada)]);
    assert.equal(runs[0]?.signal.reason, "SIGINT");
    await ended;
    assert.deepEqual(
      desk.state.stops.map(({ by, run }) => [by, run]),
      [
        ["Linus", "run-1"],
        ["Ada", "run-1"],
      ],
    );
    await refuses(desk.stop(ada), /nothing is under way/);
    assert.equal(desk.state.stage.kind, "reviewing");
  });

  test("takes no stop of a run that has ended, while its page is still being written", async () => {
    const { desk, runs, go, until } = deskOf();
    await desk.come(ada);
    await desk.begin(ada);
    await go();
    runs[0]?.listener({ atMs: 4000, type: "run-ended", exitCode: 0 }, {} as RunState);
    await refuses(desk.stop(ada), /the run has ended already/);
    assert.deepEqual([runs[0]?.signal.aborted, desk.state.stops], [false, []]);
    const ended = until("run-ended");
    runs[0]?.end();
    await ended;
    await desk.again(ada);
    await go();
    await desk.stop(ada);
    assert.equal(runs[1]?.signal.aborted, true);
  });

  test("gives no go that a check refuses, and another turn after a review", async () => {
    const { desk, runs, world, go, until } = deskOf();
    await desk.come(ada);
    await desk.begin(ada);
    world.refused = "the rate is too high";
    await refuses(desk.decide(ada, true), /plan: the rate is too high/);
    assert.deepEqual([desk.state.stage.kind, desk.state.steps[0]?.decision], ["deciding", undefined]);
    world.refused = undefined;
    await go();
    const failed = until("run-failed");
    runs[0]?.fail(new InconclusiveError({ message: "no port", hint: "free one" }));
    await failed;
    const end = desk.state.steps[0]?.runs[0]?.end;
    assert.equal(end?.type === "run-failed" && end.why, "no port; free one");
    await desk.again(ada);
    assert.deepEqual(desk.state.stage, { kind: "deciding", experiment: "slow" });
    await go();
    const ended = until("run-ended");
    runs[1]?.end();
    await ended;
    assert.deepEqual(
      desk.state.steps[0]?.runs.map(({ run }) => run),
      ["run-1", "run-2"],
    );
  });

  test("is left in the midst of a run after that was stopped, and a run is no reason to begin another", async () => {
    const { desk, events, runs, go } = deskOf();
    await desk.come(ada);
    await desk.begin(ada);
    await go();
    await desk.leave(ada, "The building is on fire.");
    assert.equal(await desk.done, "left");
    assert.equal(runs[0]?.signal.aborted, true);
    assert.deepEqual(
      events.slice(-2).map(({ type }) => type),
      ["run-ended", "left"],
    );
    assert.equal(desk.state.isLeft, true);
  });

  test("left while the checks of a go are written down, it begins no run", async () => {
    const { desk, runs, world, until } = deskOf();
    await desk.come(ada);
    await desk.begin(ada);
    const { promise, resolve } = Promise.withResolvers<void>();
    world.slow = { type: "checked", until: promise };
    const checked = until("checked");
    const refused = refuses(desk.decide(ada, true), /was left/);
    await checked;
    await desk.leave(ada, "The building is on fire.");
    resolve();
    await refused;
    assert.equal(runs.length, 0);
  });

  test("takes a go as soon as it is told whose turn it is, though that is still being written down", async () => {
    const { desk, runs, world, until } = deskOf();
    await desk.come(ada);
    const { promise, resolve } = Promise.withResolvers<void>();
    world.slow = { type: "checked", until: promise };
    const checked = until("checked");
    const begun = desk.begin(ada);
    await checked;
    const decided = desk.decide(ada, true);
    resolve();
    await Promise.all([begun, decided]);
    assert.equal(runs.length, 1);
  });

  test("takes no go before the turn that the end of a review brings has come", async () => {
    const { desk, world } = deskOf();
    await desk.come(ada);
    await desk.begin(ada);
    await desk.decide(ada, false, "It is late.");
    const { promise, resolve } = Promise.withResolvers<void>();
    world.slow = { type: "reviewed", until: promise };
    const reviewed = desk.reviewed(ada);
    await refuses(desk.decide(ada, true), /closing the review of slow still goes on/);
    resolve();
    await reviewed;
    assert.deepEqual(desk.state.stage, { kind: "deciding", experiment: "down" });
    await refuses(desk.decide(ada, false), /a no-go says something/);
  });

  test("is left by who leads, or led last", async () => {
    const { desk } = deskOf();
    await desk.come(ada);
    await desk.go(ada);
    const barbara = { name: "Barbara", role: "leader" } as const;
    await desk.come(barbara);
    await refuses(desk.leave(ada, "lunch"), /Barbara leads this day/);
    await desk.go(barbara);
    await desk.leave(ada, "lunch");
    assert.equal(await desk.done, "left");
  });

  test("taken up again, it looks up the run that was cut off, and begins none without a go", async () => {
    const began = dayBegan("slow", "down");
    const cut: readonly DayEvent[] = [
      { atMs: 1, type: "checked", experiment: "slow", checks: [] },
      { atMs: 2, type: "decided", experiment: "slow", go: true, by: "Ada" },
      { atMs: 3, type: "run-began", experiment: "slow", run: "run-0" },
    ];
    const { desk, runs, world } = deskOf({ from: cut.reduce(applyDayEvent, beginDay(began)) });
    await desk.resume("Ada");
    assert.deepEqual([world.lookedUp, runs.length, desk.state.stage.kind], [["run-0"], 0, "reviewing"]);
    const unnamed = deskOf({ from: cut.slice(0, 2).reduce(applyDayEvent, beginDay(began)) });
    await unnamed.desk.resume("Ada");
    assert.deepEqual([unnamed.world.lookedUp, unnamed.desk.state.stage.kind], [[], "reviewing"]);
    const deciding = deskOf({ from: cut.slice(0, 1).reduce(applyDayEvent, beginDay(began)) });
    await deciding.desk.resume("Ada");
    assert.deepEqual([deciding.desk.state.stage.kind, deciding.desk.state.steps[0]?.checks.length], ["deciding", 1]);
  });

  test("ends when its journal can't be written, and stops what is under way", async () => {
    const { desk, runs, world, go } = deskOf();
    await desk.come(ada);
    await desk.begin(ada);
    await go();
    world.isFull = true;
    await assert.rejects(desk.note(ada, "It is slow."), JournalError);
    await assert.rejects(desk.done, JournalError);
    assert.equal(runs[0]?.signal.reason, "SIGTERM");
  });
});
