import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { identifyProcess, processState } from "../../../src/clients/os/process-identity.ts";
import { ForeignProcess, findProcess } from "../../../src/platforms/external/external-process.ts";
import { externalProcessUndoer } from "../../../src/platforms/external/external-process-undo.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

async function startSleeper(context: TestContext): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn("sleep", ["60"]);
  context.after(() => child.kill("SIGKILL"));
  await once(child, "spawn");
  return child as ChildProcess & { readonly pid: number };
}

test("another process with the pid is never signalled, neither by a fault nor by its undo", {
  skip: process.platform !== "linux",
}, async (context) => {
  const { pid } = await startSleeper(context);
  const { startTicks = 0 } = identifyProcess(pid);
  const before = new ForeignProcess({ pid, startTicks: startTicks - 1 });
  before.signal("SIGSTOP");
  assert.equal(before.state, "gone");
  assert.equal(processState(pid), "running");

  new ForeignProcess({ pid, startTicks }).signal("SIGSTOP");
  // The system stops a process when that is next on a processor.
  while (processState(pid) !== "stopped") await setTimeout(5);
  const undoer = externalProcessUndoer(systemClock);
  const recordOf = (ticks: number) => ({
    id: "pause",
    kind: undoer.kind,
    what: "",
    manual: "",
    data: { by: "process", service: "a", identity: { pid, startTicks: ticks } },
  });
  const signal = AbortSignal.timeout(10_000);
  await undoer.undo(recordOf(startTicks - 1), signal);
  assert.equal(processState(pid), "stopped", "who has the pid now is left as it is");
  assert.equal(await undoer.isGone(recordOf(startTicks - 1), signal), true);
  assert.equal(await undoer.isGone(recordOf(startTicks), signal), false);
  await undoer.undo(recordOf(startTicks), signal);
  assert.equal(await undoer.isGone(recordOf(startTicks), signal), true);
});

test("a pidfile is read, and what it can't be is said", async (context) => {
  const { pid } = await startSleeper(context);
  const path = join(await temporaryFolder(context), "checkout.pid");
  const found = () => findProcess("checkout", { by: "pidfile", path });
  await assert.rejects(found(), /nothing can be done to checkout: its pidfile can't be read: ENOENT/);
  await writeFile(path, `${pid}\n`);
  assert.equal(((await found()) as ForeignProcess).identity.pid, pid);
  await writeFile(path, "1\n");
  await assert.rejects(found(), /holds no process id/);
  await writeFile(path, "4194303\n");
  await assert.rejects(found(), /there is no process 4194303, which .*checkout\.pid names/);
});
