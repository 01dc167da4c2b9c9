import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { describe, type TestContext, test } from "node:test";
import { recoverCommand } from "../../../src/cli/commands/recover.ts";
import { reportCommand } from "../../../src/cli/commands/report.ts";
import { runsCommand } from "../../../src/cli/commands/runs.ts";
import { createRun } from "../../../src/records/journal/run-folder.ts";
import type { UndoRecord } from "../../../src/values/undo-record.ts";
import { runCommand } from "../../support/run-command.ts";
import { recorded, runStarted, undoRecord } from "../../support/run-events.ts";
import { slowness, startSlowProxy } from "../../support/slow-proxy.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const never = () => AbortSignal.timeout(20_000);

/** A run that began and whose runner is gone, with these records in its journal. */
async function leftRun(runs: string, id: string, records: readonly UndoRecord[]) {
  const { folder, journal, claim } = await createRun(runs, id, []);
  journal.append(runStarted("slow"));
  for (const record of records) journal.append(recorded(record));
  await journal.close();
  await claim.release();
  return folder;
}

async function slowedDown(context: TestContext) {
  const proxy = await startSlowProxy(context);
  const fault = await slowness(proxy.url);
  await fault.inject(never());
  return { proxy, record: fault.undo };
}

describe("recover", () => {
  test("takes out what is left of every run, and finds nothing the second time", async (context) => {
    const runs = await temporaryFolder(context);
    const { proxy, record } = await slowedDown(context);
    await leftRun(runs, "run-1", [record]);
    await leftRun(runs, "run-2", []);
    const first = await runCommand(recoverCommand, "--runs", runs);
    assert.equal(first.exitCode, 0);
    assert.match(first.out, /^run-1: took out toxic latency-1 on front -> back\nnothing is left in: looked at 2 runs/);
    assert.deepEqual(await proxy.toxics(), []);
    const second = await runCommand(recoverCommand, "--runs", runs);
    assert.deepEqual([second.out, second.exitCode], [`nothing is left in: looked at 2 runs in ${runs}`, 0]);
  });

  test("says what may still be in and how to take it out by hand, with exit code 4", async (context) => {
    const runs = await temporaryFolder(context);
    const { proxy, record } = await slowedDown(context);
    await leftRun(runs, "run-1", [record]);
    await proxy.close();
    const { err, exitCode } = await runCommand(recoverCommand, "--runs", runs);
    assert.equal(exitCode, 4);
    assert.match(err, /run-1: this may still be in: toxic latency-1 on front -> back: Cannot remove the toxic/);
    assert.match(err, /by hand: curl -X DELETE http/);
  });

  test("goes on after a run that it can't read, and doesn't call that clean", async (context) => {
    const runs = await temporaryFolder(context);
    const { proxy, record } = await slowedDown(context);
    await writeFile((await leftRun(runs, "run-1", [])).journalPath, "?\n");
    await leftRun(runs, "run-2", [record]);
    const { out, err, exitCode } = await runCommand(recoverCommand, "--runs", runs);
    assert.equal(exitCode, 4);
    assert.match(err, /^run-1: something may still be in: .*journal\.jsonl:1/);
    assert.match(out, /^run-2: took out toxic/);
    assert.deepEqual(await proxy.toxics(), []);
  });

  test("leaves a run alone whose runner lives", async (context) => {
    const runs = await temporaryFolder(context);
    const { proxy, record } = await slowedDown(context);
    const { journal } = await createRun(runs, "run-1", []);
    await journal.appendDurably(recorded(record));
    await journal.close();
    const { out, err, exitCode } = await runCommand(recoverCommand, "--runs", runs);
    assert.equal(exitCode, 0);
    assert.equal(
      out,
      `nothing is left of runs that are gone: looked at 1 runs in ${runs}; left alone, as their runners live: 1`,
    );
    assert.equal(err, `run-1: left alone, it is in the hands of its runner, process ${process.pid}`);
    assert.match((await proxy.toxics()).join(), /^brownout-latency-1-\w+$/);
  });
});

describe("runs", () => {
  test("lists them with what is in, for people and as JSON", async (context) => {
    const runs = await temporaryFolder(context);
    await leftRun(runs, "run-1", [undoRecord("a")]);
    await writeFile((await leftRun(runs, "run-2", [])).journalPath, "?\n");
    const { journal } = await createRun(runs, "run-3", []);
    journal.append({ atMs: 0, type: "run-ended", exitCode: 2 });
    await journal.close();

    const { out, err } = await runCommand(runsCommand, "--runs", runs);
    assert.deepEqual(
      out.split("\n").map((line) => line.split(/ {2,}/)),
      [
        ["run", "experiment", "started", "state", "in"],
        ["run-1", "slow", "2026-01-01 00:00:00", "unfinished", "1"],
        ["run-2", "-", "-", "unreadable", "-"],
        ["run-3", "-", "-", "running", "-"],
      ],
    );
    assert.match(err, /^run-2: .*journal\.jsonl:1/);

    const json = JSON.parse((await runCommand(runsCommand, "--runs", runs, "--json")).out);
    assert.deepEqual(json[0], {
      run: "run-1",
      experiment: "slow",
      startedAt: "2026-01-01T00:00:00.000Z",
      state: "unfinished",
      problem: null,
      exitCode: null,
      pending: [{ what: "the file a", manual: "rm a" }],
      forgotten: [],
      recovered: [],
    });
    assert.match(json[1].problem, /journal\.jsonl:1/);
  });

  test("and reports agree on a run that was recovered after it had ended", async (context) => {
    const runs = await temporaryFolder(context);
    const { proxy, record } = await slowedDown(context);
    const { folder, journal, claim } = await createRun(runs, "run-1", []);
    for (const event of [runStarted("slow"), recorded(record)]) journal.append(event);
    journal.append({ atMs: 5000, type: "run-ended", exitCode: 4 });
    await journal.close();
    await claim.release();
    const report = async () => JSON.parse((await runCommand(reportCommand, folder.id, "--runs", runs, "--json")).out);
    const before = await report();
    assert.equal((await runCommand(recoverCommand, "--runs", runs)).exitCode, 0);
    assert.deepEqual(await proxy.toxics(), []);
    const { verdict, exitCode, durationMs, leftBehind, reasons, faults, recovered } = await report();
    assert.deepEqual(
      { verdict, exitCode, durationMs, leftBehind },
      {
        verdict: "undo-incomplete",
        exitCode: 4,
        durationMs: before.durationMs,
        leftBehind: [],
      },
    );
    assert.match(
      reasons[0],
      /still in when the run ended, and was taken out later, on .* UTC by recover \(.+@.+\): toxic/,
    );
    assert.deepEqual(faults, before.faults);
    const [{ wall, by, person }] = recovered;
    assert.ok(Math.abs(Date.parse(wall) - Date.now()) < 60_000, wall);
    const second = wall.slice(0, 19).replace("T", " ");
    assert.ok(
      (await runCommand(runsCommand, "--runs", runs)).out.includes(
        `undo incomplete  taken out later, on ${second} by recover`,
      ),
    );
    const [listed] = JSON.parse((await runCommand(runsCommand, "--runs", runs, "--json")).out);
    assert.deepEqual(listed.recovered, [{ what: record.what, wall, by, person }]);
    assert.match(
      (await runCommand(reportCommand, folder.id, "--runs", runs)).out,
      /is out, some of it later, see above/,
    );
  });

  test("and reports don't count the days until a killed run was recovered", async (context) => {
    const runs = await temporaryFolder(context);
    const { record } = await slowedDown(context);
    const { folder, journal, claim } = await createRun(runs, "run-1", []);
    // Of months ago, by its wall clock.
    for (const event of [runStarted("slow"), recorded(record)]) journal.append(event);
    journal.append({ atMs: 5000, type: "phase", phase: "recovery" });
    await journal.close();
    await claim.release();
    assert.equal((await runCommand(recoverCommand, "--runs", runs)).exitCode, 0);
    const report = await runCommand(reportCommand, folder.id, "--runs", runs, "--json");
    const { verdict, exitCode, durationMs, phases, warnings, recovered } = JSON.parse(report.out);
    assert.deepEqual(
      { verdict, exitCode, durationMs, phases },
      {
        verdict: "inconclusive",
        exitCode: 3,
        durationMs: 5000,
        phases: [{ name: "recovery", fromMs: 5000, toMs: 5000 }],
      },
    );
    assert.match(warnings.join(), /in when the runner was gone, and was taken out later, on .* by recover/);
    assert.equal(recovered.length, 1);
    assert.match(
      (await runCommand(runsCommand, "--runs", runs)).out,
      /inconclusive +taken out later, on .* by recover$/m,
    );
  });

  test("and reports say it of a journal in which recover wrote what a runner does", async (context) => {
    const runs = await temporaryFolder(context);
    const { folder, journal, claim } = await createRun(runs, "run-1", []);
    for (const event of [runStarted("slow"), recorded(undoRecord("a"))]) journal.append(event);
    journal.append({ atMs: 5000, type: "run-ended", exitCode: 4 });
    journal.append({ atMs: 3 * 24 * 3_600_000, type: "undone", record: "a", by: "recover" });
    await journal.close();
    await claim.release();
    const report = await runCommand(reportCommand, folder.id, "--runs", runs, "--json");
    const { verdict, durationMs, recovered } = JSON.parse(report.out);
    assert.deepEqual({ verdict, durationMs }, { verdict: "undo-incomplete", durationMs: 5000 });
    assert.deepEqual(recovered, [{ id: "a", what: "the file a", by: "recover", wall: "2026-01-04T00:00:00.000Z" }]);
    assert.match(
      (await runCommand(runsCommand, "--runs", runs)).out,
      /taken out later, on 2026-01-04 00:00:00 by recover$/m,
    );
  });

  test("says so when there are none", async (context) => {
    const runs = await temporaryFolder(context);
    assert.equal((await runCommand(runsCommand, "--runs", runs)).out, `no runs in ${runs}`);
    assert.equal((await runCommand(runsCommand, "--runs", runs, "--json")).out, "[]");
  });
});
