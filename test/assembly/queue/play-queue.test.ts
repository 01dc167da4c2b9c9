import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Grounds } from "../../../src/assembly/queue/apart.ts";
import { playQueue } from "../../../src/assembly/queue/play-queue.ts";
import type { QueueRules } from "../../../src/assembly/queue/turns.ts";
import { exitCodeOf, outcomeOf, type RefusedAttempt } from "../../../src/report/queue/queue-report.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const refused = (exitCode: number): RefusedAttempt => ({
  kind: "refused",
  exitCode,
  code: "E_INCONCLUSIVE",
  message: "",
  problems: [],
});

/** Plays experiments of 10 s each, whose tries end with these codes. */
async function play(
  codes: Readonly<Record<string, readonly number[]>>,
  rules: Partial<QueueRules> = {},
  onTry: (file: string) => void = () => undefined,
  signal = new AbortController().signal,
) {
  const clock = new FakeClock();
  const left = new Map(Object.entries(codes).map(([file, tries]) => [file, [...tries]]));
  const queued = Object.keys(codes).map((file) => ({ file, path: file, lengthMs: 10_000 }));
  const all = { retries: 0, failFast: false, atOnce: 1, ...rules };
  const entries = await playQueue(queued, all, { clock, signal }, async ({ file }) => {
    onTry(file);
    await clock.advance(10_000);
    return refused(left.get(file)?.shift() ?? assert.fail(`${file} was tried too often`));
  });
  return entries.map((entry) => `${entry.file} ${outcomeOf(entry)} ${entry.attempts.length}`);
}

/** Plays experiments until all have ended, and tells which were begun after which ends: `a b -a c`. */
async function order(queued: readonly { readonly file: string; readonly grounds?: Grounds }[], atOnce: number) {
  const told: string[] = [];
  const ends: (() => void)[] = [];
  const rules = { retries: 0, failFast: false, atOnce };
  const context = { clock: new FakeClock(), signal: new AbortController().signal };
  const all = queued.map((one) => ({ path: one.file, lengthMs: 10, ...one }));
  const played = playQueue(all, rules, context, ({ file }) => {
    told.push(file);
    return new Promise((resolve) =>
      ends.push(() => {
        told.push(`-${file}`);
        resolve(refused(64));
      }),
    );
  });
  for (let ended = 0; ended < queued.length; ended++) {
    await settled();
    (ends.shift() ?? assert.fail(`only ${told} were begun`))();
  }
  const entries = await played;
  assert.deepEqual(
    entries.map(({ file }) => file),
    queued.map(({ file }) => file),
  );
  return told.join(" ");
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const nothingShared = { folders: [], ports: [] };

describe("experiments side by side", () => {
  const free = ["a", "b", "c"].map((file) => ({ file, grounds: nothingShared }));

  it("run at once, as many as there may be, in their order", async () => {
    assert.equal(await order(free, 2), "a b -a c -b -c");
    assert.equal(await order(free, 1), "a -a b -b c -c");
  });

  it("run alone where one may disturb any other", async () => {
    assert.equal(
      await order([{ file: "a", grounds: nothingShared }, { file: "b" }, { file: "c" }], 3),
      "a -a b -b c -c",
    );
  });

  it("never run beside one that uses the same folder or port", async () => {
    const at = (file: string, folders: readonly string[], ports: readonly number[]) => ({
      file,
      grounds: { folders, ports },
    });
    const queued = [at("a", ["/shop"], []), at("b", ["/shop/web"], [8080]), at("c", ["/shopping"], [8080])];
    assert.equal(await order(queued, 3), "a -a b -b c -c");
    assert.equal(await order([at("a", ["/shop"], [80]), at("b", ["/shopping"], [8080])], 2), "a b -a -b");
  });
});

describe("a queue", () => {
  it("plays all, whatever becomes of them", async () => {
    assert.deepEqual(await play({ a: [64], b: [3], c: [64] }), ["a refused 1", "b inconclusive 1", "c refused 1"]);
  });

  it("tries again what is inconclusive, and the last try counts", async () => {
    assert.deepEqual(await play({ a: [3, 3, 64], b: [64], c: [3, 3, 3] }, { retries: 2 }), [
      "a refused 3",
      "b refused 1",
      "c inconclusive 3",
    ]);
  });

  it("leaves what the budget has no room for, and doesn't try again beyond it", async () => {
    assert.deepEqual(await play({ a: [3, 3], b: [64] }, { retries: 5, budgetMs: 25_000 }), [
      "a inconclusive 2",
      "b not-run 0",
    ]);
  });

  it("starts nothing after an undo that is incomplete", async () => {
    assert.deepEqual(await play({ a: [4], b: [64] }), ["a broken 1", "b not-run 0"]);
  });

  it("starts nothing once it was ended, and what was not run is inconclusive", async () => {
    const ending = new AbortController();
    const end = (file: string) => file === "b" && ending.abort("SIGINT");
    const told = await play({ a: [3, 64], b: [130], c: [64] }, { retries: 1 }, end, ending.signal);
    assert.deepEqual(told, ["a refused 2", "b interrupted 1", "c not-run 0"]);
    assert.equal(exitCodeOf({ file: "c", path: "c", attempts: [], notRun: "" }), 3);
  });
});
