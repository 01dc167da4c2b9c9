import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { RunEvent } from "../../../src/judge/history/event.ts";
import { CorruptJournalError, JournalError } from "../../../src/records/journal/journal-error.ts";
import { readJournal } from "../../../src/records/journal/read-journal.ts";
import { readTimeline } from "../../../src/records/journal/read-timeline.ts";
import { createRun, type RunFolder, runFolder } from "../../../src/records/journal/run-folder.ts";
import { guard } from "../../../src/records/undo/guard.ts";
import { type RecoveredRun, type RecoverOptions, recoverRun } from "../../../src/records/undo/recover-run.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import type { UndoRecord } from "../../../src/values/undo-record.ts";
import { fileUndoer } from "../../support/file-undoer.ts";
import { recorded, runStarted, undoRecord } from "../../support/run-events.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const options: RecoverOptions = {
  by: { person: "ann@laptop" },
  undoers: [fileUndoer],
  clock: systemClock,
  deadlineMs: 5000,
  waitMs: 20_000,
};

const script = (name: string) => fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));

/** A runner in its own process that has put its two files in. */
async function startRunner(context: TestContext): Promise<{ runner: ChildProcess; folder: RunFolder }> {
  const runs = await temporaryFolder(context);
  const runner = spawn(process.execPath, [script("runner"), runs, "run-1"], { stdio: ["pipe", "pipe", "inherit"] });
  context.after(() => runner.kill("SIGKILL"));
  await once(runner.stdout as NodeJS.ReadableStream, "data");
  return { runner, folder: runFolder(runs, "run-1") };
}

async function kill(runner: ChildProcess): Promise<void> {
  runner.kill("SIGKILL");
  await once(runner, "exit");
}

/** A run of this process that has ended without saying so, with records in its journal. */
async function leftRun(context: TestContext, events: readonly RunEvent[]): Promise<RunFolder> {
  const { folder, journal, claim } = await createRun(await temporaryFolder(context), "run-1", [
    { name: "experiment.yaml", text: "name: left\n" },
  ]);
  journal.append(runStarted("left"));
  for (const event of events) journal.append(event);
  await journal.close();
  await claim.release();
  return folder;
}

async function eventsOf(folder: RunFolder): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of readJournal(folder.journalPath)) events.push(event);
  return events;
}

const afterStart = async (folder: RunFolder) =>
  (await eventsOf(folder)).filter(({ type }) => type !== "run-started" && type !== "undo-recorded");
const isIn = (folder: RunFolder) => ["a", "b"].filter((name) => existsSync(join(folder.path, name)));
const outcomes = (recovered: RecoveredRun | undefined) =>
  recovered?.outcome === "recovered"
    ? { undone: recovered.undone.map(({ id }) => id), left: recovered.left.map(({ record }) => record.id) }
    : recovered?.outcome;

describe("recovering a run", () => {
  test("whose runner lives leaves it alone", async (context) => {
    const { folder } = await startRunner(context);
    const recovered = await recoverRun(folder, options);
    assert.equal(recovered.outcome, "held");
    assert.deepEqual(isIn(folder), ["a", "b"]);
    assert.deepEqual(await afterStart(folder), []);
  });

  test("whose runner was killed takes everything out, ends the journal, and finds nothing the second time", async (context) => {
    const { runner, folder } = await startRunner(context);
    await kill(runner);
    assert.deepEqual(outcomes(await recoverRun(folder, options)), { undone: ["b", "a"], left: [] });
    assert.deepEqual(isIn(folder), []);
    const events = await afterStart(folder);
    assert.deepEqual(
      events.map((event) => (event.type === "recovered" ? `recovered ${event.record} by ${event.person}` : event.type)),
      ["stopped", "recovered b by ann@laptop", "recovered a by ann@laptop", "run-ended"],
    );
    assert.deepEqual(
      events.map(({ atMs }) => atMs),
      events.map(({ atMs }) => atMs).sort((a, b) => a - b),
    );
    assert.deepEqual(await recoverRun(folder, options), { outcome: "clean", forgotten: [] });
    assert.deepEqual(await afterStart(folder), events);
  });

  test("by many processes at once is done by exactly one of them", async (context) => {
    const { runner, folder } = await startRunner(context);
    await kill(runner);
    const recover = () => promisify(execFile)(process.execPath, [script("recoverer"), folder.path]);
    const results = await Promise.all(Array.from({ length: 4 }, recover));
    const outcomes = results.map(({ stdout }) => (JSON.parse(stdout) as RecoveredRun).outcome).sort();
    assert.deepEqual(outcomes, ["clean", "clean", "clean", "recovered"]);
    const ends = (await eventsOf(folder)).filter(({ type }) => type === "run-ended");
    assert.equal(ends.length, 1);
  });

  test("takes out only what encloses the rest when the container is pending", async (context) => {
    const folder = await leftRun(context, [
      recorded(undoRecord("system", "/nonexistent/system")),
      recorded(undoRecord("toxic", "/nonexistent/toxic", "system")),
    ]);
    assert.deepEqual(outcomes(await recoverRun(folder, options)), { undone: ["system"], left: [] });
    assert.deepEqual(await recoverRun(folder, options), { outcome: "clean", forgotten: [] });
  });

  test("says what is left behind with exit code 4, and takes it out when that becomes possible", async (context) => {
    const folder = await leftRun(context, [recorded(undoRecord("a", "/nonexistent/a"))]);
    const fails = { ...fileUndoer, undo: () => Promise.reject(new Error("no answer")) };
    const recovered = await recoverRun(folder, { ...options, undoers: [fails] });
    assert.deepEqual(outcomes(recovered), { undone: [], left: ["a"] });
    const [, failed, ended] = await afterStart(folder);
    assert.ok(failed?.type === "undo-failed" && failed.record === "a" && failed.why === "no answer");
    assert.ok(ended?.type === "run-ended" && ended.exitCode === 4);
    assert.deepEqual(outcomes(await recoverRun(folder, options)), { undone: ["a"], left: [] });
    const types = (await afterStart(folder)).map(({ type }) => type);
    assert.deepEqual(types, ["stopped", "undo-failed", "run-ended", "recovered"]);
  });

  for (const [what, key, done] of [
    ["a fault", "fault", { atMs: 2, type: "injected", fault: "b" }],
    ["a remedy", "remedy", { atMs: 2, type: "remedy-done", remedy: "b", evidence: "seen" }],
  ] as const) {
    test(`takes out again ${what} that comes late, since its runner was killed while it put it in`, async (context) => {
      const file = join(await temporaryFolder(context), "a");
      const events = ["a", "b"].map((name) => ({ ...recorded(undoRecord(name, file)), [key]: name }));
      const folder = await leftRun(context, [...events, done]);
      const undone: string[] = [];
      const comesLate = {
        ...fileUndoer,
        async undo(record: UndoRecord) {
          undone.push(record.id);
          await rm(file, { force: true });
          if (record.id === "a" && undone.length === 2) await writeFile(file, "what was asked for before the end");
        },
      };
      assert.deepEqual(outcomes(await recoverRun(folder, { ...options, undoers: [comesLate] })), {
        undone: ["b", "a"],
        left: [],
      });
      assert.deepEqual(undone, ["b", "a", "a"]);
      assert.equal(existsSync(file), false);
    });
  }

  test("with a line that the crash cut short works, and leaves a journal that can be read", async (context) => {
    const folder = await leftRun(context, [recorded(undoRecord("a", "/nonexistent/a"))]);
    await writeFile(folder.journalPath, '{"atMs":5,"type":"undo-rec', { flag: "a" });
    assert.deepEqual(outcomes(await recoverRun(folder, options)), { undone: ["a"], left: [] });
    assert.equal((await eventsOf(folder)).at(-1)?.type, "run-ended");
  });

  test("takes everything out also when nothing can be written", async (context) => {
    const folder = await leftRun(context, [recorded(undoRecord("a", join(await temporaryFolder(context), "a")))]);
    // A folder where the claim's draft would be: this process can't claim the run, as on a full disk.
    await mkdir(join(folder.path, `claim.2.${process.pid}`));
    const recovered = await recoverRun(folder, options);
    assert.deepEqual(outcomes(recovered), { undone: ["a"], left: [] });
    assert.ok(recovered.outcome === "recovered" && recovered.unrecorded instanceof JournalError);
    assert.deepEqual(await afterStart(folder), []);
  });

  test("whose journal is damaged takes nothing out and says where", async (context) => {
    const folder = await leftRun(context, []);
    await writeFile(folder.journalPath, "what\n{}\n", { flag: "a" });
    await assert.rejects(recoverRun(folder, options), CorruptJournalError);
  });

  test("isn't fooled by another process that got the runner's pid", async (context) => {
    const folder = await leftRun(context, [recorded(undoRecord("a", "/nonexistent/a"))]);
    const holder = { role: "runner", process: { pid: process.pid, startTicks: 1 } };
    await writeFile(join(folder.path, "claim.2"), JSON.stringify(holder));
    assert.equal((await recoverRun(folder, options)).outcome, "recovered");
  });

  test("writes times that never go back, though the wall clock is set back meanwhile", async (context) => {
    const folder = await leftRun(context, [recorded(undoRecord("a", "/nonexistent/a"))]);
    let wallMs = Date.parse("2026-01-01T00:01:00.000Z");
    const setBack = {
      ...systemClock,
      wallMs() {
        wallMs -= 10_000;
        return wallMs;
      },
    };
    await recoverRun(folder, { ...options, by: "guardian", clock: setBack });
    const times: number[] = [];
    for await (const { type, atMs } of readTimeline(folder.journalPath)) if (type !== "undo-recorded") times.push(atMs);
    assert.deepEqual(times, [0, 50_000, 50_000, 50_000]);
  });

  test("leaves no drafts of claims", async (context) => {
    const folder = await leftRun(context, []);
    await recoverRun(folder, options);
    const names = (await readdir(folder.path)).sort();
    assert.deepEqual(names, ["claim.1", "claim.2", "experiment.yaml", "journal.jsonl", "logs"]);
  });
});

describe("the guardian", () => {
  test("does nothing when the runner says that it is done", async (context) => {
    const { folder } = await startRunner(context);
    assert.equal(await guard(folder, Promise.resolve("done"), options), undefined);
    assert.deepEqual(isIn(folder), ["a", "b"]);
  });

  test("waits until a runner whose end it heard of is really gone, then takes everything out", async (context) => {
    const { runner, folder } = await startRunner(context);
    const guarding = guard(folder, Promise.resolve("gone"), options);
    await kill(runner);
    assert.deepEqual(outcomes(await guarding), { undone: ["b", "a"], left: [] });
    const undone = (await eventsOf(folder)).flatMap((event) => (event.type === "undone" ? [event.by] : []));
    assert.deepEqual(undone, ["guardian", "guardian"]);
  });

  test("leaves a runner alone that lives on", async (context) => {
    const { folder } = await startRunner(context);
    const recovered = await guard(folder, Promise.resolve("gone"), { ...options, waitMs: 0 });
    assert.equal(recovered?.outcome, "held");
    assert.deepEqual(isIn(folder), ["a", "b"]);
  });
});
