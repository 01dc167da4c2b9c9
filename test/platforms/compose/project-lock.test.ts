import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import type { Engine } from "../../../src/clients/engine/engine.ts";
import { lockProject } from "../../../src/platforms/compose/project-lock.ts";
import { JournalWriter } from "../../../src/records/journal/journal-writer.ts";
import { claimRun } from "../../../src/records/journal/run-claim.ts";
import { createRun } from "../../../src/records/journal/run-folder.ts";
import { recorded, runStarted, undoRecord } from "../../support/run-events.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const engine = { address: { host: "unix:///engine" } } as Engine;
const project = "shop";

/** Gives the test a folder for locks of its own. */
async function lockFolder(context: TestContext): Promise<string> {
  const folder = await temporaryFolder(context);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  context.after(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
  return folder;
}

/** Another run that has the project. */
async function otherRun(context: TestContext, journalPath: string): Promise<ChildProcess> {
  const script = join(import.meta.dirname, "locking-runner.ts");
  const child = spawn(process.execPath, [script, project, journalPath], { stdio: ["ignore", "pipe", "inherit"] });
  context.after(() => child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

describe("a project's lock", () => {
  test("keeps a second run out while the first lives, and no longer", async (context) => {
    const journalPath = join(await lockFolder(context), "run", "journal.jsonl");
    const child = await otherRun(context, journalPath);
    await assert.rejects(lockProject(engine, project, journalPath), {
      code: "E_PROJECT_BUSY",
      message: `another run has the project shop: process ${child.pid}`,
    });
    const elsewhere = await lockProject({ address: { host: "tcp://10.0.0.1:2376" } } as Engine, project, journalPath);
    await elsewhere.release();
    await kill(child);
    const claim = await lockProject(engine, project, journalPath);
    await assert.rejects(lockProject(engine, project, journalPath), { code: "E_PROJECT_BUSY" });
    await claim.release();
    await (await lockProject(engine, project, journalPath)).release();
  });

  test("keeps runs out until what a killed one had put in is out", async (context) => {
    const { folder, journal, claim } = await createRun(await lockFolder(context), "run-1", [
      { name: "experiment.yaml", text: "name: killed\n" },
    ]);
    const child = await otherRun(context, folder.journalPath);
    journal.append(runStarted("killed"));
    journal.append(recorded(undoRecord("a", "/a")));
    await journal.close();
    await claim.release();
    await kill(child);

    const enter = () => lockProject(engine, project, join(folder.path, "../run-2/journal.jsonl"));
    await assert.rejects(enter(), { code: "E_PROJECT_BUSY", message: /run-1 .* before all was out/, hint: /recover/ });
    const guardian = await claimRun(folder.path, "guardian");
    await assert.rejects(enter(), { code: "E_PROJECT_BUSY", hint: /guardian \(process \d+\) is taking it out/ });
    const finished = await JournalWriter.open(folder.journalPath);
    finished.append({ atMs: 2, type: "undone", record: "a", by: "guardian" });
    await finished.close();
    await guardian?.release();
    await (await enter()).release();
    // The journal of run-2 was never there: nobody can finish such a run.
    await (await enter()).release();
  });
});
