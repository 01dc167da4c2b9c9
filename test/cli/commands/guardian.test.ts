import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { processState } from "../../../src/clients/os/process-identity.ts";
import { readJournal } from "../../../src/records/journal/read-journal.ts";
import { type RunFolder, runFolder } from "../../../src/records/journal/run-folder.ts";
import { type SlowProxy, startSlowProxy } from "../../support/slow-proxy.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const fixture = fileURLToPath(new URL("fixtures/guarded-runner.ts", import.meta.url));
const PATIENCE_MS = 30_000;

interface GuardedRun {
  readonly runner: ChildProcess;
  readonly guardianPid: number;
  readonly proxy: SlowProxy;
  readonly folder: RunFolder;
}

/** A runner that has made a proxy slow, and its guardian. */
async function startGuarded(context: TestContext): Promise<GuardedRun> {
  const proxy = await startSlowProxy(context);
  const folder = runFolder(await temporaryFolder(context), "run-1");
  const args = [fixture, join(folder.path, ".."), folder.id, proxy.url];
  const runner = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  context.after(() => runner.kill("SIGKILL"));
  await once(runner.stdout as NodeJS.ReadableStream, "data");
  assert.match((await proxy.toxics()).join(), /^brownout-latency-1-\w+$/);
  return { runner, guardianPid: await childOf(runner), proxy, folder };
}

async function childOf(runner: ChildProcess): Promise<number> {
  const children = await readFile(`/proc/${runner.pid}/task/${runner.pid}/children`, "utf8");
  const pids = children.trim().split(" ").map(Number);
  assert.equal(pids.length, 1);
  return pids[0] as number;
}

async function untilGone(pid: number): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  while (processState(pid) !== "gone") {
    assert.equal(signal.aborted, false, `process ${pid} is still there`);
    await pause(10);
  }
}

async function storyOf(folder: RunFolder): Promise<string[]> {
  const story: string[] = [];
  for await (const event of readJournal(folder.journalPath)) {
    story.push(event.type === "undone" ? `undone by ${event.by}` : event.type);
  }
  return story;
}

describe("the guardian", () => {
  test("takes out what a runner left that was killed, ends its journal, and goes", async (context) => {
    const { runner, guardianPid, proxy, folder } = await startGuarded(context);
    runner.kill("SIGKILL");
    await untilGone(guardianPid);
    assert.deepEqual(await proxy.toxics(), []);
    assert.deepEqual(await storyOf(folder), [
      "run-started",
      "undo-recorded",
      "stopped",
      "undone by guardian",
      "run-ended",
    ]);
  });

  test("outlives the signals that end its runner", async (context) => {
    const { runner, guardianPid, proxy } = await startGuarded(context);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.kill(guardianPid, signal);
      process.kill(guardianPid, signal);
    }
    runner.kill("SIGTERM");
    await untilGone(guardianPid);
    assert.deepEqual(await proxy.toxics(), []);
  });

  test("touches nothing when its runner says that all is out", async (context) => {
    const { runner, guardianPid, proxy, folder } = await startGuarded(context);
    runner.stdin?.write("done\n");
    await once(runner, "exit");
    await untilGone(guardianPid);
    assert.match((await proxy.toxics()).join(), /^brownout-latency-1-\w+$/);
    assert.deepEqual(await storyOf(folder), ["run-started", "undo-recorded"]);
  });
});
