import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { processState } from "../../../src/clients/os/process-identity.ts";
import { commandLine } from "../../../src/clients/os/process-table.ts";
import { findRunProcesses } from "../../../src/clients/os/run-processes.ts";
import { findProcesses } from "../../../src/clients/os/run-token.ts";
import type { Replica } from "../../../src/faults/process/replica.ts";
import type { Graph } from "../../../src/files/graph/graph.ts";
import { localSystemRecord, localSystemUndoer } from "../../../src/platforms/local/local-system-undoer.ts";
import { checkPrograms } from "../../../src/platforms/local/programs/programs-there.ts";
import type { ServiceDeath } from "../../../src/platforms/platform.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { withoutRedis } from "../../support/real-servers.ts";
import { freePort } from "../../support/sockets.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { whileProcIsClosed } from "./closed-proc.ts";
import { preparePair } from "./pair.ts";
import { graphOf } from "./programs.ts";

const options = { timeout: 60_000 };
const deadline = () => AbortSignal.timeout(20_000);

async function up(context: TestContext, services: string) {
  const prepared = await preparePair(context, {}, await graphOf(context, services));
  const system = await prepared.up();
  const url = `${system.urlsOf("web")[0]}/`;
  const web = system.replicas.replicasOf("web")[0] as Replica;
  return { prepared, system, url, web, server: Number(await textOf(url)) };
}

async function textOf(url: string): Promise<string> {
  return (await fetch(url, { headers: { connection: "close" } })).text();
}

/** The error with which a system of such services doesn't come up; nothing of it is left. */
async function refusal(context: TestContext, services: string): Promise<Error> {
  const prepared = await preparePair(context, {}, await graphOf(context, services));
  const error = await prepared.up().then(
    () => assert.fail("it came up"),
    (error: Error) => error,
  );
  await prepared.down();
  assert.deepEqual(await prepared.processes(), []);
  return error;
}

describe("a service that is a program", options, () => {
  test("hears of its port and its callees as the graph says it, and its edges are seen", async (t) => {
    const caller = `'const http = require("http"); http.createServer((_, to) => http.get(process.env.BACK + "/?" + process.argv[1], { agent: false }, (from) => from.pipe(to))).listen(process.env.PORT)'`;
    const { system, url } = await up(
      t,
      `  web: { command: "node -e ${caller.replaceAll('"', '\\"')} {{back.address}}", calls: { back: { url: BACK } } }
  back: { command: "node server.mjs {{port}} {{host}}", ready: /, replicas: 2, backing: true }`,
    );
    const answers = [await textOf(url), await textOf(url)];
    const backs = await Promise.all(system.urlsOf("back").map(textOf));
    assert.deepEqual(answers.sort(), backs.sort(), "each connection goes to the next replica");
    const { started, failed } = (await system.readEdges())["web -> back"] ?? {};
    assert.deepEqual([started, failed], [3, 0]);
    assert.deepEqual(await system.diagnose(), {}, "what says nothing of itself is left out");
  });

  for (const [how, command] of [
    ["behind a shell", `[sh, -c, "node server.mjs {{port}}; true"]`],
    ["in another session", `"sh apart.sh {{port}}"`],
    ["of which nothing tells but its parent", `"sh hidden.sh {{port}}"`],
  ] as const) {
    test(`${how} is killed, paused and started again, and not the wrapper alone`, async (t) => {
      const { web, url, server, prepared } = await up(t, `  web: { command: ${command} }`);
      const wrapper = (await web.observe()).pid;
      assert.notEqual(server, wrapper);
      await web.pause();
      while ((await web.observe()).state !== "stopped") await new Promise((resolve) => setImmediate(resolve));
      assert.equal(processState(server), "stopped");
      await web.resume();
      assert.equal(Number(await textOf(url)), server);
      await web.kill();
      assert.equal(processState(server), "gone");
      assert.equal((await web.observe()).state, "gone");
      await web.start(deadline());
      const again = Number(await textOf(url));
      assert.notEqual(again, server);
      await web.terminate(10_000);
      assert.equal(processState(again), "gone");
      await prepared.down();
      assert.deepEqual(await prepared.processes(), []);
    });
  }

  test("is started on its port though somebody has that on another address", {
    skip: process.platform !== "linux",
  }, async (t) => {
    const port = await freePort();
    const holder = createServer().listen(port, "127.0.0.2");
    t.after(() => holder.close());
    await once(holder, "listening");
    const { url } = await up(t, `  web: { command: "node server.mjs {{port}} {{host}}", port: ${port} }`);
    assert.equal(url, `http://127.0.0.1:${port}/`);
  });

  test("that ignores SIGTERM is killed after its grace, with the system, too", async (t) => {
    const { web, server, prepared, url } = await up(
      t,
      `  web: { command: node stubborn.mjs, stop: { grace: 100ms }, ready: { log: "^listening$" } }`,
    );
    await web.terminate(50);
    assert.equal(processState(server), "gone");
    await web.start(deadline());
    const again = Number(await textOf(url));
    await prepared.down();
    assert.equal(processState(again), "gone");
  });

  test("that is told to end may start what cleans up after it", async (t) => {
    const { prepared } = await up(
      t,
      `  web: { command: [sh, -c, "trap : TERM; node server.mjs & wait $!; sleep 0.3 && echo cleaned up"] }`,
    );
    await prepared.down();
    assert.match(await readFile(join(prepared.logFolder, "web-1.log"), "utf8"), /^cleaned up$/m);
  });

  test("is told to end by the signal that it is said to take, and given its time", async (t) => {
    const script = `'process.on("SIGINT", () => setTimeout(() => process.exit(), 500)); import("./server.mjs")'`;
    const { prepared, server } = await up(
      t,
      `  web: { command: "node -e ${script.replaceAll('"', '\\"')}", stop: { signal: SIGINT, grace: 10s } }`,
    );
    const fromMs = systemClock.nowMs();
    await prepared.down();
    const tookMs = systemClock.nowMs() - fromMs;
    assert.ok(tookMs >= 450 && tookMs < 10_000, `it took ${tookMs} ms`);
    assert.equal(processState(server), "gone");
  });
});

test("a service whose first process dies is reported with what that left behind", options, async (t) => {
  const { system, web, server } = await up(t, `  web: { command: [sh, -c, "node server.mjs {{port}}; true"] }`);
  const death = new Promise<ServiceDeath>((resolve) => system.onServiceDied(resolve));
  process.kill((await web.observe()).pid, "SIGKILL");
  const { why } = await death;
  assert.match(
    why,
    new RegExp(`^web was ended by SIGKILL while the run went on and left process ${server} \\(node server`),
  );
  assert.equal((await web.observe()).state, "running", "it serves as before");
  await web.kill();
  assert.equal(processState(server), "gone");
});

test("a service whose first process dies is reported though nobody can look at what that left behind", {
  ...options,
  skip: process.platform !== "linux",
}, async (t) => {
  const { system, web } = await up(t, `  web: { command: node server.mjs }`);
  const death = new Promise<ServiceDeath>((resolve) => system.onServiceDied(resolve));
  const { pid } = await web.observe();
  await whileProcIsClosed(async () => {
    process.kill(pid, "SIGKILL");
    const { why } = await death;
    assert.match(
      why,
      /^web was ended by SIGKILL while the run went on and left what could not be looked at \(EMFILE: /,
    );
  });
});

test(
  "a service with a process that may not be signalled: all others are ended, and then it is named",
  options,
  async (t) => {
    const { prepared, web, server } = await up(
      t,
      `  web: { command: [sh, -c, "setsid sleep 60 & node server.mjs {{port}}; true"], stop: { grace: 100ms } }`,
    );
    const others = (await prepared.processes()).find((pid) => commandLine(pid) === "sleep 60");
    const signal = process.kill.bind(process);
    // As it is with what `sudo` started.
    const refusing = t.mock.method(process, "kill", (pid: number, name: string) => {
      if (pid === others && name !== "SIGCONT") throw Object.assign(new Error("kill EPERM"), { code: "EPERM" });
      return signal(pid, name);
    });
    await assert.rejects(web.kill(), /^Error: process \d+ \(sleep 60\) may not be signalled by this user$/);
    assert.equal(processState(server), "gone");
    await assert.rejects(prepared.down(), /\(sleep 60\) may not be signalled by this user/);
    assert.deepEqual(await prepared.processes(), [others]);
    refusing.mock.restore();
  },
);

describe("a program that can't be a service", options, () => {
  test("since it makes itself a daemon: says what it left, and ends that", async (t) => {
    const { message } = await refusal(t, `  web: { command: "sh daemon.sh {{port}}", ready: { log: never } }`);
    assert.match(message, /^web exited with code 0 at start and left process \d+ \(node server\.mjs \d+\) behind/);
  });

  test("since it ends, though well", async (t) => {
    const { message } = await refusal(t, `  web: { command: "sh -c 'echo done'" }`);
    assert.match(message, /^web exited with code 0 at start; its last words:\ndone$/);
  });

  test("since it writes no line as its ready asks for, and none at all: says so, and what else it may ask for", async (t) => {
    const { message } = await refusal(t, `  web: { command: sleep 30, ready: { log: ., within: 500ms } }`);
    assert.match(message, /no line of its log has \/\.\/, .*`tcp` would wait for its port.*; it has written nothing$/);
  });

  test("since it takes another port than it was told: says which", async (t) => {
    const other = await freePort();
    const { message } = await refusal(
      t,
      `  web: { command: node server.mjs ${other} 127.0.0.1, ready: { within: 2s } }`,
    );
    assert.match(message, new RegExp(`not ready within 2 s: it listens on 127\\.0\\.0\\.1:${other}, and was told 127`));
  });

  test("since it is never ready: says why, and its last lines", async (t) => {
    const { message } = await refusal(t, `  web: { command: node server.mjs, ready: { http: /bad, within: 2s } }`);
    assert.match(message, /GET \/bad was answered with 503; its last words:\nlistening$/);
  });

  test("since somebody has its port: says who", async (t) => {
    const holder = createServer().listen(0, "127.0.0.1");
    t.after(() => holder.close());
    await once(holder, "listening");
    const { port } = holder.address() as AddressInfo;
    const { message } = await refusal(t, `  web: { command: node server.mjs, port: ${port} }`);
    assert.match(message, new RegExp(`^web cannot listen on port ${port}: pid ${process.pid} \\(.*node.*\\) has it$`));
  });

  test("since it, or its folder, isn't there: says so before anything is started", async (t) => {
    const check = async (services: string) => {
      const graph: Graph = await graphOf(t, services);
      return checkPrograms({ system: { graph } }).then(
        () => "",
        ({ message }: Error) => message,
      );
    };
    assert.match(await check(`  web: { command: nodde a }`), /^web is to be started by `nodde`, and no folder of PATH/);
    assert.match(await check(`  web: { command: ./a.sh }`), /and there is no such program: \/.*\/a\.sh$/);
    assert.match(
      await check(`  web: { command: node a, cwd: b }`),
      /^web is to be started in \/.*\/b, and there is no/,
    );
    assert.match(await check(`  web: { command: node a, cwd: server.mjs }`), /and that is no folder$/);
    assert.equal(await check(`  web: { command: node a }`), "");
  });
});

test("what overwrites its environment is known by its log when its runner was killed", {
  ...options,
  skip: withoutRedis,
}, async (t) => {
  const token = `titled-${process.pid}`;
  const logFolder = join(await temporaryFolder(t), token, "logs");
  const record = localSystemRecord({ token, isApart: false, logFolder, services: [] });
  const undoer = localSystemUndoer(systemClock);
  t.after(() => undoer.undo(record, deadline()));
  const graph = "test/platforms/local/fixtures/redis.yaml";
  const runner = spawn(process.execPath, ["test/platforms/local/orphaning-runner.ts", token, logFolder, "up", graph]);
  assert.deepEqual(await once(runner, "exit"), [null, "SIGKILL"]);
  const left = await findRunProcesses({ token, logFolder });
  const redis = left.find(({ replica }) => replica === "back-1");
  assert.ok(redis);
  assert.ok(!(await findProcesses(token)).includes(redis.pid), "its token is overwritten");
  await undoer.undo(record, deadline());
  assert.equal(processState(redis.pid), "gone");
  assert.equal(await undoer.isGone(record, deadline()), true);
});
