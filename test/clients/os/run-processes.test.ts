import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { findRunProcesses } from "../../../src/clients/os/run-processes.ts";
import { TOKEN_VARIABLE } from "../../../src/clients/os/run-token.ts";
import { pollUntil } from "../../../src/values/clock/poll-until.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";

const TOKEN = `20261128-233000-${String(process.pid).padStart(4, "0").slice(-4)}`;

/** Leaves processes in the session of a shell that is gone; resolves with their ids, in order. */
async function leftInSession(commands: readonly string[]): Promise<readonly number[]> {
  const script = commands.map((command) => `${command} >/dev/null 2>&1 & echo $!`).join("; ");
  const shell = spawn("sh", ["-c", script], { detached: true, stdio: ["ignore", "pipe", "inherit"] });
  return (await text(shell.stdout)).trim().split("\n").map(Number);
}

/** Tells whether a process is `sleep` by now: until then its environment is that of the shell, and so this process's own. */
function isSleep(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("sleep\0");
}

test("of a session whose first process is gone, the run's are those that carry its token or nothing at all", {
  skip: process.platform !== "linux",
}, async (context) => {
  const left = await leftInSession([`${TOKEN_VARIABLE}=${TOKEN} sleep 60`, "sleep 60", "env -i sleep 60"]);
  context.after(() => {
    for (const pid of left) process.kill(pid, "SIGKILL");
  });
  const areSleep = () => left.every(isSleep);
  assert.ok(await pollUntil(areSleep, { clock: systemClock, everyMs: 5, withinMs: 10_000 }), "no sleep was begun");
  const pids = (await findRunProcesses({ token: TOKEN, logFolder: undefined })).map(({ pid }) => pid);
  const [carrier, stranger, bare] = left;
  assert.deepEqual(pids.sort(), [carrier, bare].sort(), `not ${stranger}, which is somebody else's`);
});
