import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, type TestContext, test } from "node:test";
import { findProcesses, TOKEN_VARIABLE } from "../../../src/clients/os/run-token.ts";

/** A process that waits until the test is over, with a token in its environment. */
async function waiting(context: TestContext, token: string): Promise<ChildProcess> {
  const code = `console.log("up"); process.stdin.resume();`;
  const child = spawn(process.execPath, ["-e", code], {
    env: { [TOKEN_VARIABLE]: token },
    stdio: ["pipe", "pipe", "inherit"],
  });
  context.after(() => child.kill("SIGKILL"));
  await once(child.stdout as NodeJS.ReadableStream, "data");
  return child;
}

describe("processes of a run", { timeout: 30_000 }, () => {
  test("are those with exactly its token", async (t) => {
    const token = `token-${process.pid}`;
    const [one, two] = [await waiting(t, token), await waiting(t, token)];
    await waiting(t, `${token}1`);
    assert.deepEqual([...(await findProcesses(token))].sort(), [one.pid, two.pid].sort());
    one.kill("SIGKILL");
    await once(one, "exit");
    assert.deepEqual(await findProcesses(token), [two.pid]);
    assert.deepEqual(await findProcesses(`nobody-${process.pid}`), []);
  });

  test("never include the one that asks, or its parent", async (t) => {
    const token = `asks-${process.pid}`;
    const program = `
      const { findProcesses } = await import(${JSON.stringify(new URL("../../../src/clients/os/run-token.ts", import.meta.url).href)});
      console.log(JSON.stringify(await findProcesses(${JSON.stringify(token)})));
    `;
    const asking = spawn(process.execPath, ["--input-type=module", "-e", program], {
      env: { [TOKEN_VARIABLE]: token },
      stdio: ["ignore", "pipe", "inherit"],
    });
    t.after(() => asking.kill("SIGKILL"));
    const [answer] = await once(asking.stdout as NodeJS.ReadableStream, "data");
    assert.deepEqual(JSON.parse(String(answer)), []);
  });
});
