import assert from "node:assert/strict";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { processState } from "../../../src/os/process-identity.ts";
import type { Replica, ServiceDeath } from "../../../src/platform/platform.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { preparePair, program, realService } from "./pair.ts";

const options = { timeout: 60_000 };

/** The only replica of back in a system that is up, and which services died so far. */
async function startBack(context: TestContext) {
  const system = await (await preparePair(context)).up();
  const died: ServiceDeath[] = [];
  system.onServiceDied((death) => died.push(death));
  const back = system.replicas.replicasOf("back")[0] as Replica;
  return { system, back, died, url: system.urlsOf("back")[0] as string };
}

describe("a replica", options, () => {
  test("that was killed is gone, isn't reported, and starts again at its address", async (t) => {
    const { back, died, url } = await startBack(t);
    const { pid } = back;
    await back.kill();
    await back.kill();
    assert.equal(back.isRunning(), false);
    assert.equal(processState(pid), "gone");
    await assert.rejects(fetch(`${url}/livez`));
    await back.start(AbortSignal.timeout(20_000));
    assert.equal(back.isRunning(), true);
    assert.notEqual(back.pid, pid);
    assert.equal((await fetch(`${url}/livez`)).status, 200);
    assert.deepEqual(died, []);
  });

  test("whose start was cut short is waited for by the next start", async (t) => {
    const go = join(await temporaryFolder(t), "go");
    await writeFile(go, "");
    const serviceProgram = await program(
      t,
      `import { existsSync } from "node:fs";
       while (!existsSync(${JSON.stringify(go)})) await new Promise((resolve) => setTimeout(resolve, 5));
       await import(${realService});`,
    );
    const system = await (await preparePair(t, { serviceProgram })).up();
    const back = system.replicas.replicasOf("back")[0] as Replica;
    await back.kill();
    await rm(go);
    const cut = new AbortController();
    const first = assert.rejects(back.start(cut.signal), /enough/);
    cut.abort(new Error("enough"));
    await first;
    assert.equal(back.isRunning(), true);
    const { pid } = back;
    let isUp = false;
    const second = back.start(AbortSignal.timeout(20_000)).then(() => {
      isUp = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isUp, false);
    await writeFile(go, "");
    await second;
    assert.equal(back.pid, pid, "it is the same process");
    assert.equal((await fetch(`${system.urlsOf("back")[0]}/livez`)).status, 200);
  });

  test("starts again while a fault keeps it from its dependency", async (t) => {
    const system = await (await preparePair(t)).up();
    const front = system.replicas.replicasOf("front")[0] as Replica;
    await front.kill();
    await system.replicas.replicasOf("back")[0]?.kill();
    await front.start(AbortSignal.timeout(20_000));
    assert.equal((await fetch(`${system.urlsOf("front")[0]}/livez`)).status, 200);
  });

  test("that is told to end ends by itself within its grace", async (t) => {
    const { back, died } = await startBack(t);
    assert.equal(await back.terminate(20_000), "by itself");
    assert.equal(back.isRunning(), false);
    assert.deepEqual(died, []);
  });

  test("that can't end in time is killed", async (t) => {
    const { back } = await startBack(t);
    back.pause();
    assert.equal(await back.terminate(50), "killed");
    assert.equal(back.isRunning(), false);
  });

  test("that is paused answers once it is resumed", async (t) => {
    const { back, url } = await startBack(t);
    back.pause();
    while (processState(back.pid) !== "stopped") await new Promise((resolve) => setImmediate(resolve));
    assert.equal(back.isPaused(), true);
    assert.equal(back.isRunning(), true);
    const asked = request(`${url}/livez`).end();
    const answered = once(asked, "response");
    await once(asked, "finish");
    assert.equal(processState(back.pid), "stopped");
    back.resume();
    assert.equal(back.isPaused(), false);
    const [response] = await answered;
    assert.equal(response.statusCode, 200);
    response.resume();
  });

  test("that dies by itself is reported, with its last words", async (t) => {
    const { system, back } = await startBack(t);
    const death = new Promise<ServiceDeath>((resolve) => system.onServiceDied(resolve));
    process.kill(back.pid, "SIGKILL");
    const { service, why } = await death;
    assert.equal(service, "back");
    assert.match(why, /^back was ended by SIGKILL while the run went on; its last words:\n/);
    assert.match(why, /"event":"listening"/);
    const heardLater: ServiceDeath[] = [];
    system.onServiceDied((one) => heardLater.push(one));
    assert.deepEqual(heardLater, [{ service, why }], "who listens later hears of it, too");
  });
});
