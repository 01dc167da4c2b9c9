import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type LeftBehind, takeOut } from "../../../src/records/undo/take-out.ts";
import type { Undoer } from "../../../src/records/undo/undoer.ts";
import type { UndoRecord } from "../../../src/values/undo-record.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const record = (id: string, kind = "toxic", within?: string): UndoRecord => ({
  id,
  kind,
  what: id,
  manual: `undo ${id}`,
  data: null,
  ...(within === undefined ? {} : { within }),
});

/** Lists of what was taken out and what failed, and the promise of what is left. */
function start(records: readonly UndoRecord[], undoers: readonly Undoer[], clock = new FakeClock()) {
  const log: string[] = [];
  const left = takeOut(records, undoers, {
    clock,
    deadlineMs: 1000,
    mayComeYet: ({ id }) => id === "late",
    onUndone: ({ id }) => log.push(`undone ${id}`),
    onFailed: ({ id }, why) => log.push(`failed ${id}: ${why}`),
  });
  return { log, left };
}

const reasons = (left: readonly LeftBehind[]) => left.map(({ record, why }) => `${record.id}: ${why}`);

const works: Undoer = { kind: "toxic", undo: async () => undefined, isGone: async () => true };

describe("taking out", () => {
  test("goes in reverse order", async () => {
    const { log, left } = start([record("a"), record("b"), record("c")], [works]);
    assert.deepEqual(await left, []);
    assert.deepEqual(log, ["undone c", "undone b", "undone a"]);
  });

  test("one that fails doesn't keep the others in, and is left behind with the reason", async () => {
    const fails: Undoer = {
      ...works,
      undo: async ({ id }) => {
        if (id === "b") throw new Error("the API is gone");
      },
    };
    const { log, left } = start([record("a"), record("b"), record("c")], [fails]);
    assert.deepEqual(reasons(await left), ["b: the API is gone"]);
    assert.deepEqual(log, ["undone c", "failed b: the API is gone", "undone a"]);
  });

  test("those after one that fails are told of it", async () => {
    const told: unknown[] = [];
    const undo: Undoer["undo"] = async ({ id }, _, left = []) => {
      told.push([id, left.map((one) => one.id)]);
      if (id === "b") throw new Error("it hangs");
    };
    await start([record("a"), record("b"), record("c")], [{ ...works, undo }]).left;
    assert.deepEqual(told, [
      ["c", []],
      ["b", []],
      ["a", ["b"]],
    ]);
  });

  test("an undoer that needs longer than usual has it", async () => {
    const clock = new FakeClock();
    const slow: Undoer = {
      ...works,
      deadlineMs: 5000,
      undo: () => new Promise((resolve) => clock.after(4000, resolve)),
    };
    const { log, left } = start([record("a")], [slow], clock);
    await clock.advance(4000);
    assert.deepEqual(await left, []);
    assert.deepEqual(log, ["undone a"]);
  });

  test("an undo that says nothing for too long is given up, each at its own deadline", async () => {
    const aborted: unknown[] = [];
    const hangs: Undoer = {
      ...works,
      undo: ({ id }, signal) => {
        signal.addEventListener("abort", () => aborted.push(id));
        return new Promise(() => undefined);
      },
    };
    const clock = new FakeClock();
    const { log, left } = start([record("a"), record("b")], [hangs], clock);
    await clock.advance(999);
    assert.deepEqual(log, []);
    await clock.advance(1);
    assert.deepEqual(log, ["failed b: no answer within 1000 ms"]);
    await clock.advance(1000);
    assert.equal((await left).length, 2);
    assert.deepEqual(aborted, ["b", "a"]);
    assert.equal(clock.pending, 0);
  });

  test("what is still there after its undo is left behind", async () => {
    const { left } = start([record("a")], [{ ...works, isGone: async () => false }]);
    assert.deepEqual(reasons(await left), ["a: it was taken out and is still there"]);
  });

  test("what can't be looked for is left behind", async () => {
    const blind: Undoer = { ...works, isGone: () => Promise.reject(new Error("connection refused")) };
    const { left } = start([record("a")], [blind]);
    assert.deepEqual(reasons(await left), ["a: connection refused"]);
  });

  test("a kind that nobody knows is left behind", async () => {
    const { left } = start([record("a"), record("b", "netem")], [works]);
    assert.deepEqual(reasons(await left), [`b: this version of brownout can't take out a "netem"`]);
  });

  test("a toxic that fails isn't left behind when the proxy that held it is taken down", async () => {
    const toxics: Undoer = { ...works, undo: () => Promise.reject(new Error("no answer")) };
    const records = [record("system", "system"), record("toxic", "toxic", "system")];
    const { log, left } = start(records, [toxics, { ...works, kind: "system" }]);
    assert.deepEqual(await left, []);
    assert.deepEqual(log, ["failed toxic: no answer", "undone system"]);
  });

  test("what may come yet is looked for a while longer, and is taken out again when it came", async () => {
    const clock = new FakeClock();
    const late = startLate(clock, 1500);
    await clock.advance(1400);
    assert.deepEqual([late.log, late.isIn()], [["undo"], false]);
    await clock.advance(100);
    assert.deepEqual([late.log, late.isIn()], [["undo", "undo"], false]);
    await clock.advance(500);
    assert.deepEqual(late.log, ["undo", "undo", "undone late"]);
    assert.deepEqual(await late.left, []);
    assert.equal(clock.pending, 0);
  });

  test("what goes by what is left waits until nothing more comes", async () => {
    const clock = new FakeClock();
    const told: unknown[] = [];
    const lease: Undoer = {
      ...works,
      kind: "lease",
      heedsLeft: true,
      undo: async (_, __, left = []) => void told.push(left.map(({ id }) => id)),
    };
    let looks = 0;
    const comesAndStays: Undoer = { ...works, isGone: async () => ++looks < 3 };
    const { log, left } = start([record("lease", "lease"), record("late")], [comesAndStays, lease], clock);
    await clock.advance(1900);
    assert.deepEqual([log, told], [[], []]);
    await clock.advance(200);
    assert.deepEqual(log, ["failed late: it was taken out and is still there", "undone lease"]);
    assert.deepEqual(told, [["late"]]);
    assert.equal((await left).length, 1);
  });

  test("what comes between its undo and the look afterwards is taken out again", async () => {
    const clock = new FakeClock();
    let isIn = false;
    let undone = 0;
    const undoer: Undoer = {
      ...works,
      async undo() {
        isIn = undone === 0;
        undone += 1;
      },
      isGone: async () => !isIn,
    };
    const { log, left } = start([record("late")], [undoer], clock);
    await clock.advance(2000);
    assert.deepEqual(await left, []);
    assert.deepEqual([log, undone], [["undone late"], 2]);
  });

  test("what may come yet and can't be looked for any more is left behind", async () => {
    const clock = new FakeClock();
    let looks = 0;
    const isGone = async () => {
      looks += 1;
      if (looks > 3) throw new Error("connection refused");
      return true;
    };
    const { left } = start([record("late")], [{ ...works, isGone }], clock);
    await clock.advance(300);
    assert.deepEqual(reasons(await left), ["late: connection refused"]);
  });
});

/** Takes out something that somebody puts in so much later. */
function startLate(clock: FakeClock, comesAfterMs: number) {
  let isIn = false;
  clock.after(comesAfterMs, () => {
    isIn = true;
  });
  const calls: string[] = [];
  const undoer: Undoer = {
    ...works,
    async undo() {
      calls.push("undo");
      isIn = false;
    },
    isGone: async () => !isIn,
  };
  const { log, left } = start([record("late")], [undoer], clock);
  return {
    left,
    isIn: () => isIn,
    get log() {
      return [...calls, ...log];
    },
  };
}
