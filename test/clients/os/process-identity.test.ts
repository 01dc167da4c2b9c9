import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, type TestContext, test } from "node:test";
import { identifyProcess, isAlive, processState } from "../../../src/clients/os/process-identity.ts";

async function startProcess(context: TestContext, title = "node"): Promise<{ child: ChildProcess; pid: number }> {
  // Its name has what would break a careless reading of /proc/PID/stat.
  const script = `process.title = ${JSON.stringify(title)}; process.stdout.write("up"); process.stdin.resume()`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "inherit"] });
  context.after(() => child.kill("SIGKILL"));
  await once(child.stdout as NodeJS.ReadableStream, "data");
  return { child, pid: child.pid as number };
}

describe("the identity of a process", () => {
  test("is alive until the process ends", async (context) => {
    const { child, pid } = await startProcess(context);
    const identity = identifyProcess(pid);
    assert.equal(isAlive(identity), true);
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.equal(isAlive(identity), false);
    assert.equal(processState(pid), "gone");
  });

  test("is not that of another process with the same pid", () => {
    const identity = identifyProcess(process.pid);
    assert.equal(isAlive({ ...identity, startTicks: (identity.startTicks ?? 0) - 1 }), false);
  });

  test("is found whatever the process is called", async (context) => {
    const { pid } = await startProcess(context, "a ) S 1 2 (b");
    assert.ok((identifyProcess(pid).startTicks ?? 0) > 0);
    assert.equal(isAlive(identifyProcess(pid)), true);
  });

  test("shows a process that is stopped, and one that goes on", async (context) => {
    const { child, pid } = await startProcess(context);
    assert.equal(processState(pid), "running");
    child.kill("SIGSTOP");
    while (processState(pid) === "running") await new Promise((resolve) => setImmediate(resolve));
    assert.equal(processState(pid), "stopped");
    assert.equal(isAlive(identifyProcess(pid)), true);
    child.kill("SIGCONT");
    while (processState(pid) === "stopped") await new Promise((resolve) => setImmediate(resolve));
    assert.equal(processState(pid), "running");
  });

  test("no process has a pid below 1", () => {
    assert.equal(processState(-1), "gone");
    assert.equal(processState(0), "gone");
  });
});
