import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, type TestContext, test } from "node:test";
import { findProcesses } from "../../../src/clients/os/run-token.ts";
import { localSystemRecord, localSystemUndoer } from "../../../src/platforms/local/local-system-undoer.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** Starts a runner, waits until it was killed at that point, and undoes what it left from the record alone. */
async function undoAfterKill(context: TestContext, when: "up" | "starting"): Promise<readonly number[]> {
  const token = `orphans-${when}-${process.pid}`;
  const record = localSystemRecord({ token, isApart: false, logFolder: "/nowhere", services: [] });
  const undoer = localSystemUndoer(systemClock);
  const signal = AbortSignal.timeout(20_000);
  const args = ["test/platforms/local/orphaning-runner.ts", token, await temporaryFolder(context), when];
  const runner = spawn(process.execPath, args, { stdio: "inherit" });
  context.after(() => undoer.undo(record, signal));
  assert.deepEqual(await once(runner, "exit"), [null, "SIGKILL"]);
  const left = await findProcesses(token);
  await undoer.undo(record, signal);
  assert.equal(await undoer.isGone(record, signal), true);
  return left;
}

describe("what a killed runner left is ended by another process", { timeout: 60_000 }, () => {
  test("also what is paused", async (t) => {
    // The others end by themselves when their stdin closes; what is paused can't.
    assert.notEqual((await undoAfterKill(t, "up")).length, 0);
  });

  test("also when it was still starting services", async (t) => {
    await undoAfterKill(t, "starting");
  });
});
