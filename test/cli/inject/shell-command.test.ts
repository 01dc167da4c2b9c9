import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { runShellCommand } from "../../../src/cli/inject/shell-command.ts";
import { commandLine, readProcesses } from "../../../src/clients/os/process-table.ts";
import type { Clock } from "../../../src/values/clock/clock.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { until } from "../../fixtures/service-under-test.ts";

/** Goes twenty times as fast, so that nobody waits for a grace of seconds. */
const fast: Clock = {
  ...systemClock,
  nowMs: () => systemClock.nowMs() * 20,
  after: (delayMs, run) => systemClock.after(delayMs / 20, run),
};

async function pidsOf(line: string): Promise<readonly number[]> {
  return (await readProcesses()).map(({ pid }) => pid).filter((pid) => commandLine(pid) === line);
}

/** Runs a line until there are these processes of it, and ends it. */
async function cutShort(t: TestContext, line: string, pidsAtWork: () => Promise<readonly number[]>, reason: string) {
  t.after(async () => {
    for (const pid of await pidsAtWork()) process.kill(pid, "SIGKILL");
  });
  const said: string[] = [];
  const end = new AbortController();
  const context = { clock: fast, signal: end.signal, err: (text: string) => said.push(text), conceal: () => undefined };
  const ended = runShellCommand(line, context, end.signal);
  await until(async () => (await pidsAtWork()).length === 1);
  end.abort(reason);
  return await ended;
}

test("a command with a process of another user: all others are ended, and then it is named", {
  timeout: 30_000,
}, async (t) => {
  const [others, own] = [`sleep 60.${process.pid}`, `sleep 61.${process.pid}`];
  const signal = process.kill.bind(process);
  t.after(async () => {
    for (const pid of [...(await pidsOf(others)), ...(await pidsOf(own))]) signal(pid, "SIGKILL");
  });
  // As it is with what `sudo` started.
  t.mock.method(process, "kill", (pid: number, name: string) => {
    if (commandLine(pid) === others) throw Object.assign(new Error("kill EPERM"), { code: "EPERM" });
    return signal(pid, name);
  });
  const said: string[] = [];
  const end = new AbortController();
  const context = { clock: fast, signal: end.signal, err: (text: string) => said.push(text), conceal: () => undefined };
  const ended = runShellCommand(`${others} & trap '' TERM; ${own}`, context, end.signal);
  await until(async () => (await pidsOf(others)).length + (await pidsOf(own)).length === 2);
  end.abort("SIGTERM");
  assert.equal(await ended, 128 + 9);
  assert.deepEqual(await pidsOf(own), []);
  const [left] = await pidsOf(others);
  assert.deepEqual(said, [`process ${left} (${others}) is of the command, and can't be ended from here`]);
});

test("a command that is itself another user's, and stays: nobody waits for its end", { timeout: 30_000 }, async (t) => {
  const line = `sleep 62.${process.pid}`;
  const signal = process.kill.bind(process);
  const { mock } = t.mock.method(process, "kill", (pid: number, name: string) => {
    if (commandLine(pid) === line) throw Object.assign(new Error("kill EPERM"), { code: "EPERM" });
    return signal(pid, name);
  });
  t.after(() => mock.restore());
  await assert.rejects(
    cutShort(t, `exec ${line}`, () => pidsOf(line), "SIGTERM"),
    {
      code: "E_COMMAND",
      message: new RegExp(`could not be ended: process \\d+ \\(${line}\\) still runs`),
    },
  );
});

// Nothing types Ctrl-C here: what isn't asked runs until it is killed.
for (const [what, line, code] of [
  ["a program that took the shell's place", "exec sleep", 128 + 9],
  ["the shell", "trap : USR1; sleep", 128 + 15],
] as const) {
  test(`after a Ctrl-C of the terminal ${what} ends by ${code - 128}`, { timeout: 30_000 }, async (t) => {
    const { isTTY } = process.stdin;
    process.stdin.isTTY = true;
    t.after(() => {
      process.stdin.isTTY = isTTY;
    });
    const argument = `63.${process.pid}`;
    const ended = await cutShort(t, `${line} ${argument}; :`, () => pidsOf(`sleep ${argument}`), "SIGINT");
    assert.equal(ended, code);
  });
}
