import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { systemClock } from "../../../src/clock/system-clock.ts";
import { localSystemRecord, localSystemUndoer } from "../../../src/platform/local/local-system-undoer.ts";
import { findProcesses } from "../../../src/platform/local/run-token.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("what a killed runner left is ended by another process, also what is paused", { timeout: 60_000 }, async (t) => {
  const token = `orphans-${process.pid}`;
  const record = localSystemRecord(token);
  const undoer = localSystemUndoer(systemClock);
  const signal = AbortSignal.timeout(20_000);
  const args = ["test/platform/local/orphaning-runner.ts", token, await temporaryFolder(t)];
  const runner = spawn(process.execPath, args, { stdio: "inherit" });
  t.after(() => undoer.undo(record, signal));
  assert.deepEqual(await once(runner, "exit"), [null, "SIGKILL"]);
  // The others end by themselves when their stdin closes; what is paused can't.
  assert.notEqual((await findProcesses(token)).length, 0);
  await undoer.undo(record, signal);
  assert.equal(await undoer.isGone(record, signal), true);
});
