import assert from "node:assert/strict";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { processState } from "../../../src/clients/os/process-identity.ts";
import type { Replica } from "../../../src/faults/process/replica.ts";
import { demoService } from "../../../src/platforms/local/programs/demo-service.ts";
import type { ServiceDeath } from "../../../src/platforms/platform.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { whileProcIsClosed } from "./closed-proc.ts";
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
    const { pid } = await back.observe();
    await back.kill();
    await back.kill();
    assert.equal((await back.observe()).state, "gone");
    assert.equal(processState(pid), "gone");
    await assert.rejects(fetch(`${url}/livez`));
    await back.start(AbortSignal.timeout(20_000));
    const again = await back.observe();
    assert.notEqual(again.state, "gone");
    assert.notEqual(again.pid, pid);
    assert.equal((await fetch(`${url}/livez`)).status, 200);
    assert.deepEqual(died, []);
  });

  test("of the demo is dealt with without a look at all processes of the machine", async (t) => {
    const { back } = await startBack(t);
    await whileProcIsClosed(async () => {
      await back.pause();
      while ((await back.observe()).state !== "stopped") await new Promise((resolve) => setImmediate(resolve));
      await back.resume();
      await back.terminate(10_000);
      await back.start(AbortSignal.timeout(20_000));
      await back.kill();
      assert.equal((await back.observe()).state, "gone");
    });
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
    const system = await (await preparePair(t, { programs: [demoService(serviceProgram)] })).up();
    const back = system.replicas.replicasOf("back")[0] as Replica;
    await back.kill();
    await rm(go);
    const cut = new AbortController();
    const first = assert.rejects(back.start(cut.signal), /enough/);
    cut.abort(new Error("enough"));
    await first;
    const { pid, state } = await back.observe();
    assert.notEqual(state, "gone");
    let isUp = false;
    const second = back.start(AbortSignal.timeout(20_000)).then(() => {
      isUp = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isUp, false);
    await writeFile(go, "");
    await second;
    assert.equal((await back.observe()).pid, pid, "it is the same process");
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
    const fromMs = systemClock.nowMs();
    await back.terminate(20_000);
    assert.ok(systemClock.nowMs() - fromMs < 20_000, "it did not take the whole grace");
    assert.equal((await back.observe()).state, "gone");
    assert.deepEqual(died, []);
  });

  test("that can't end in time is killed", async (t) => {
    const { back } = await startBack(t);
    await back.pause();
    await back.terminate(50);
    assert.equal((await back.observe()).state, "gone");
  });

  test("that is paused answers once it is resumed", async (t) => {
    const { back, url } = await startBack(t);
    await back.pause();
    while ((await back.observe()).state !== "stopped") await new Promise((resolve) => setImmediate(resolve));
    const asked = request(`${url}/livez`).end();
    const answered = once(asked, "response");
    await once(asked, "finish");
    assert.equal((await back.observe()).state, "stopped");
    await back.resume();
    const [response] = await answered;
    assert.equal(response.statusCode, 200);
    response.resume();
  });

  test("that dies by itself is reported, with its last words", async (t) => {
    const { system, back } = await startBack(t);
    const death = new Promise<ServiceDeath>((resolve) => system.onServiceDied(resolve));
    process.kill((await back.observe()).pid, "SIGKILL");
    const { service, why } = await death;
    assert.equal(service, "back");
    assert.match(why, /^back was ended by SIGKILL while the run went on; its last words:\n/);
    assert.match(why, /"event":"listening"/);
    const heardLater: ServiceDeath[] = [];
    system.onServiceDied((one) => heardLater.push(one));
    assert.deepEqual(heardLater, [{ service, why }], "who listens later hears of it, too");
  });
});
