import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { DayEvent } from "../../src/judge/gameday/day-event.ts";
import type { RunPicture } from "../../src/web/messages.ts";
import type { FakeClock } from "../support/fake-clock.ts";
import { Visitor } from "./asking.ts";
import { openPlayedDay } from "./played-day.ts";

/** Those who came and went, in order. */
function comings(events: readonly DayEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === "came" || event.type === "went" ? [`${event.person.name} ${event.type}`] : [],
  );
}

/** Resolves when the server has heard that somebody's last page was closed: it waits for them then, beside its own beat. */
async function untilAway(clock: FakeClock): Promise<void> {
  while (clock.pending < 2) await setImmediate();
}

describe("who is at a game day by its pages", () => {
  test("sees all of it on coming, after a reload, and what happens then", async (t) => {
    const { links, events } = await openPlayedDay(t);
    const { visitor: leader, page } = await Visitor.at(links.leader, "Ada");
    const { state, you } = await page.next("day");
    assert.deepEqual(you, { name: "Ada", role: "leader" });
    assert.deepEqual((state as { present: object[] }).present, [you]);
    await leader.post("ask/note", { text: "first" });
    await page.next("happened", ({ text }: { text?: string }) => text === "first");
    page.close();
    const again = await leader.listen();
    const { state: reloaded } = (await again.next("day")) as { state: { notes: { text: string }[] } };
    assert.deepEqual(
      reloaded.notes.map(({ text }) => text),
      ["first"],
    );
    assert.deepEqual(comings(events), ["Ada came"]);
  });

  test("has gone 15 s after their last page, and comes back with the next", async (t) => {
    const { links, events, clock } = await openPlayedDay(t);
    await Visitor.at(links.leader, "Ada");
    const { visitor, page } = await Visitor.at(links.observer, "Linus");
    const second = await visitor.listen();
    page.close();
    await clock.advance(20_000);
    assert.deepEqual(comings(events), ["Ada came", "Linus came"]);
    second.close();
    await untilAway(clock);
    await clock.advance(14_000);
    const back = await visitor.listen();
    await back.next("day");
    await clock.advance(20_000);
    assert.deepEqual(comings(events), ["Ada came", "Linus came"]);
    back.close();
    await untilAway(clock);
    await clock.advance(15_000);
    assert.deepEqual(comings(events).slice(2), ["Linus went"]);
    await (await visitor.listen()).next("day");
    assert.deepEqual(comings(events).slice(2), ["Linus went", "Linus came"]);
  });

  test("is one leader at a time: a second is told who leads, until that one went or gave it up", async (t) => {
    const { links, clock, desk } = await openPlayedDay(t);
    const leading = () => desk.state.present.filter(({ role }) => role === "leader").map(({ name }) => name);
    const { visitor: ada, page } = await Visitor.at(links.leader, "Ada");
    const barbara = new Visitor(links.leader);
    const refused = await barbara.join("Barbara");
    assert.equal(refused.status, 409);
    assert.match(refused.message, /^Ada leads since 00:00$/);
    assert.equal((await new Visitor(links.leader).join("Ada")).status, 409);
    page.close();
    await untilAway(clock);
    await clock.advance(5000);
    assert.equal((await barbara.join("Barbara")).status, 409);
    await clock.advance(15_000);
    assert.equal((await barbara.join("Barbara")).status, 200);
    await assert.rejects(ada.listen(), /Barbara leads since/);
    assert.match((await ada.post("ask/begin")).message, /Ada isn't here/);
    assert.match((await ada.post("ask/leave", { why: "lunch" })).message, /Barbara leads this day/);
    assert.deepEqual(leading(), ["Barbara"]);
    await barbara.post("ask/goodbye");
    assert.deepEqual(leading(), []);
    assert.equal((await barbara.post("ask/begin")).status, 401);
    await (await ada.listen()).next("day");
    assert.deepEqual(leading(), ["Ada"]);
  });

  test("is one person by a name in a role, and no more than three pages", async (t) => {
    const { links } = await openPlayedDay(t);
    const { visitor } = await Visitor.at(links.observer, "Linus");
    assert.match((await new Visitor(links.observer).join("Linus")).message, /Linus is here as observer since/);
    assert.equal((await new Visitor(links.observer).join("  ")).status, 409);
    assert.equal((await new Visitor(links.scribe).join("Linus")).status, 200);
    await Promise.all([visitor.listen(), visitor.listen()]);
    await assert.rejects(visitor.listen(), /3 pages of this day open already/);
  });

  test("is waited for no more once the day is closed", async (t) => {
    const { links, clock, events, failures, close } = await openPlayedDay(t);
    await Visitor.at(links.observer, "Linus");
    await close();
    await clock.advance(20_000);
    assert.equal(clock.pending, 0);
    assert.deepEqual(comings(events), ["Linus came"]);
    assert.deepEqual(failures, []);
  });

  test("isn't whoever has another token", async (t) => {
    const { links } = await openPlayedDay(t);
    const { base } = new Visitor(links.leader);
    for (const token of ["", "A".repeat(32)]) {
      const { status, message } = await new Visitor(`${base}#${token}`).join("Mallory");
      assert.equal(status, 403);
      assert.match(message, /no link to this game day/);
    }
  });
});

test("two who press stop are both noted, and the run ends once", async (t) => {
  const { links, desk, runner, events } = await openPlayedDay(t);
  const { visitor: ada } = await Visitor.at(links.leader, "Ada");
  const { visitor: linus } = await Visitor.at(links.observer, "Linus");
  assert.match((await linus.post("ask/stop")).message, /nothing is under way/);
  await ada.post("ask/begin");
  await ada.post("ask/go");
  runner.playTo(5000);
  assert.equal(runner.isStopped, false);
  const answers = await Promise.all([ada, linus, linus].map((visitor) => visitor.post("ask/stop")));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.equal(runner.isStopped, true);
  assert.deepEqual(desk.state.stops.map(({ by }) => by).sort(), ["Ada", "Linus"]);
  runner.finish("inconclusive", "Nothing was proved: it was stopped.");
  await ada.post("ask/note", { text: "stopped" });
  assert.equal(desk.state.stage.kind, "reviewing");
  assert.equal(events.filter(({ type }) => type === "run-ended").length, 1);
  assert.equal((await linus.post("ask/stop")).status, 409);
});

test("a page hears of a run five times a second, and has all of it on coming in its midst", async (t) => {
  const { links, play } = await openPlayedDay(t);
  const { visitor: ada, page } = await Visitor.at(links.leader, "Ada");
  await ada.post("ask/begin");
  await ada.post("ask/go");
  await page.next("run");
  await play(6000);
  const { page: late } = await Visitor.at(links.observer, "Linus");
  const { moment, signals } = (await late.next("run")) as RunPicture;
  assert.equal(moment.phase, "fault");
  assert.deepEqual(
    signals.map(({ name, p95 }) => [name, p95.length]),
    [["shoppers", 12]],
  );
  assert.ok((signals[0]?.p95.at(-1) ?? 0) > 300);
  assert.ok((signals[0]?.limits.length ?? 0) > 0);
  assert.ok(moment.edges.some(({ heat = 0 }) => heat >= 1));
  await play(7000);
  await ada.post("ask/note", { text: "end" });
  const heard = await late.through("happened", ({ text }: { text?: string }) => text === "end");
  const count = (wanted: string) => heard.filter(({ name }) => name === wanted).length;
  assert.equal(count("bins"), 2);
  assert.ok(count("moment") >= 4 && count("moment") <= 6, `${count("moment")} moments`);
});
