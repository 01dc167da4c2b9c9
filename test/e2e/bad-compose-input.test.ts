import assert from "node:assert/strict";
import { once } from "node:events";
import { chmod, chown, readdir, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { DEMO_SERVICE_IMAGE, PROXY_IMAGE } from "../../src/values/images.ts";
import { docker, withoutImage } from "../support/docker.ts";
import { isRoot, testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { partsOf } from "./compose-leftovers.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const { after, before, describe, test } = testsNeeding(await withoutImage(DEMO_SERVICE_IMAGE));
const noProxyImage = await withoutImage(PROXY_IMAGE);
const options = { timeout: 90_000, concurrency: true };
const pair = join(import.meta.dirname, "../platforms/compose/pair/docker-compose.yml");
const projectOf = (name: string) => `brownout-bad-${name}-${process.pid}`;
const latency = { type: "latency", on: "front -> back", latency: "200ms" };
const NOBODY = 65_534;

/** Writes an experiment on the pair's Compose file into a folder of its own. */
async function experimentOn(context: TestContext, compose: object, changes: object = {}) {
  const folder = await temporaryFolder(context);
  const system = { compose: { file: pair, ...compose } };
  const path = await writePairExperiment(folder, { system, faults: [latency], ...changes });
  const runs = join(folder, "runs");
  const args = (verb: "plan" | "run") => [verb, path, "--on", "compose", ...(verb === "run" ? ["--runs", runs] : [])];
  return { folder, path, args };
}

describe("an engine that is of no use ends the command before anything is started", options, () => {
  async function assertRefused(context: TestContext, socket: string, said: RegExp, who: object = {}) {
    const { folder, args } = await experimentOn(context, { project: projectOf("engine") });
    if (isRoot) await chown(folder, NOBODY, NOBODY);
    const env = { ...process.env, DOCKER_HOST: `unix://${socket}`, DOCKER_CONTEXT: undefined };
    for (const verb of ["plan", "run"] as const) {
      const { code, stdout, stderr } = await startBrownout(context, args(verb), folder, { env, ...who }).ended;
      assert.equal(code, 3, stderr);
      assert.equal(stdout, "");
      assert.match(stderr, said);
      assert.ok(stderr.includes(socket), stderr);
      assert.deepEqual(await readdir(folder), ["pair.yaml"]);
    }
  }

  /** A socket behind which an engine says its version. */
  async function standIn(context: TestContext, version: object): Promise<string> {
    const folder = await temporaryFolder(context);
    // So that it is the socket that others may not use.
    await chmod(folder, 0o755);
    const socket = join(folder, "engine.sock");
    const server = createHttpServer((_, response) => void response.end(JSON.stringify(version))).listen(socket);
    await once(server, "listening");
    context.after(() => server.close());
    return socket;
  }

  test("there is none", (context) =>
    assertRefused(context, "/nowhere/engine.sock", /^error \(E_NO_ENGINE\): .*\n {2}Start it .*DOCKER_HOST/));

  test("it is too old", async (context) => {
    const socket = await standIn(context, { Version: "18.09.1", ApiVersion: "1.39" });
    await assertRefused(
      context,
      socket,
      /^error \(E_ENGINE_TOO_OLD\): .* 18\.09\.1 \(API 1\.39\)\n {2}Update it: .*20\.10/,
    );
  });

  test("this user may not use it", async (context) => {
    const socket = await standIn(context, { Version: "99.0.0", ApiVersion: "1.99" });
    await chmod(socket, isRoot ? 0o600 : 0);
    const who = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
    await assertRefused(context, socket, /^error \(E_ENGINE_PERMISSION\): .*\n {2}Add yourself to the group/, who);
  });
});

describe("an experiment that can't be made on a project is refused before anything is started", options, () => {
  async function assertRefused(context: TestContext, name: string, compose: object, changes: object, said: RegExp) {
    const project = projectOf(name);
    const { folder, args } = await experimentOn(context, { project, ...compose }, changes);
    for (const verb of ["plan", "run"] as const) {
      const { code, stdout, stderr } = await startBrownout(context, args(verb), folder).ended;
      assert.equal(code, 64, stderr);
      assert.equal(stdout, "");
      assert.match(stderr, said);
      assert.ok(!(await readdir(folder)).includes("runs"));
    }
    assert.deepEqual(await partsOf(project), []);
  }

  test("a file that isn't there", (context) =>
    assertRefused(
      context,
      "absent",
      { file: "/nowhere/compose.yml" },
      {},
      /E_COMPOSE_FILE.* read \/nowhere\/compose\.yml: .*\n.* config`/,
    ));

  test("a file that Compose refuses", async (context) => {
    const file = join(await temporaryFolder(context), "compose.yml");
    await writeFile(file, "services:\n  front: { image: 'x:1', depends_on: [nobody] }\n");
    await assertRefused(context, "wrong", { file }, {}, /E_COMPOSE_FILE.*compose\.yml: .*undefined service "nobody"/);
  });

  test("a toxic on an edge that isn't proxied", (context) => {
    const faults = [{ ...latency, on: "back -> front" }];
    return assertRefused(
      context,
      "edge",
      {},
      { faults },
      /back -> front is no edge of .*front -> back; `brownout init --compose/,
    );
  });

  test("a toxic in a project without a proxy", (context) => {
    const file = join(import.meta.dirname, "../platforms/compose/direct/docker-compose.yml");
    return assertRefused(
      context,
      "direct",
      { file },
      {},
      /has no Toxiproxy; `brownout init --compose .*` writes an override/,
    );
  });

  test("a criterion on an edge that nothing measures", (context) => {
    const expect = ["(front -> back).p95 < 1s"];
    return assertRefused(
      context,
      "unseen",
      {},
      { expect },
      /p95 < 1s": Toxiproxy doesn't .*`proxy: brownout`.*Prometheus/,
    );
  });
});

describe("a project that doesn't come up is inconclusive, and goes down again", options, () => {
  async function assertBroken(context: TestContext, name: string, back: object, said: RegExp) {
    const project = projectOf(name);
    context.after(() => docker("compose", "--project-name", project, "down", "--timeout", "0"));
    const override = join(await temporaryFolder(context), "override.json");
    await writeFile(override, JSON.stringify({ services: { back } }));
    const { folder, args } = await experimentOn(context, { file: [pair, override], project });
    const { code, stdout, stderr } = await startBrownout(context, [...args("run"), "--json"], folder).ended;
    assert.equal(code, 3, stderr);
    const { reasons, stop, leftBehind } = JSON.parse(stdout);
    assert.match([...reasons, stop.hint].join("\n"), said);
    assert.deepEqual(leftBehind, []);
    assert.deepEqual(await partsOf(project), []);
  }

  test("an image is missing", (context) =>
    assertBroken(
      context,
      "image",
      { image: "127.0.0.1:1/none:1.0.0" },
      /back has no image 127\.0\.0\.1:1\/none:1\.0\.0 here\)\n.*pull back`/,
    ));

  test("a service is unhealthy", (context) => {
    const command = ["node", "-e", "console.log('out of pears'); setTimeout(() => {}, 1e6)"];
    const healthcheck = {
      interval: "1s",
      retries: 1,
      test: ["CMD", "node", "-e", "console.log('no'); process.exit(1)"],
    };
    const said = /back \(container .*\) is unhealthy: its health check said: no; its last words:\nout of pears/;
    return assertBroken(context, "sick", { entrypoint: [], command, healthcheck }, said);
  });

  test("a port is taken", async (context) => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    context.after(() => holder.close());
    const { port } = holder.address() as AddressInfo;
    const said = new RegExp(`127\\.0\\.0\\.1:${port}.*\\n.*publish=${port}.*finds it\\), or publish another one`);
    await assertBroken(context, "port", { ports: [`127.0.0.1:${port}:8080`] }, said);
  });
});

describe("while a run goes on", { ...options, concurrency: false }, () => {
  const project = projectOf("existing");
  const compose = (...args: string[]) => docker("compose", "--file", pair, "--project-name", project, ...args);
  before(() => compose("up", "--detach", "--wait"));
  after(() => compose("down", "--timeout", "0"));
  const phases = { baseline: "500ms", fault: "60s", recovery: "500ms" };

  /** Runs, does something when the fault is in, and expects that to break the run off with nothing left in. */
  async function assertBrokenBy(context: TestContext, spec: object, act: () => Promise<unknown>, said: RegExp) {
    const { folder, args } = await experimentOn(context, spec, { phases });
    const { child, ended } = startBrownout(context, [...args("run"), "--json"], folder);
    const isIn = new Promise<void>((resolve) => {
      child.stderr?.on("data", (data) => String(data).includes("is in") && resolve());
    });
    await Promise.race([isIn, ended]);
    await act();
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 3, stderr);
    const { reasons, stop, leftBehind } = JSON.parse(stdout);
    assert.match([...reasons, stop.hint].join("\n"), said);
    assert.deepEqual(leftBehind, []);
  }

  test("others' toxics are named, and left alone", async (context) => {
    const [api] = (await docker("port", `${project}-toxiproxy-1`, "8474/tcp")).split("\n");
    const toxics = `http://${api}/proxies/to-back/toxics`;
    const body = JSON.stringify({ name: "theirs", type: "latency", attributes: { latency: 1 } });
    assert.equal((await fetch(toxics, { method: "POST", body })).status, 200);
    const found = await (await fetch(toxics)).json();
    // Slow enough to show on a busy machine, and long enough to see steady state come back.
    const shown = {
      phases: { baseline: "500ms", fault: "2s", recovery: "4s" },
      faults: [{ ...latency, latency: "300ms" }],
    };
    const { folder, args } = await experimentOn(context, { project, existing: true }, shown);
    const said = /toxiproxy has toxics that are not ours, and they are left alone: theirs on to-back/;
    assert.match((await startBrownout(context, args("plan"), folder).ended).stdout, said);
    const { stdout, stderr, code } = await startBrownout(context, args("run"), folder).ended;
    assert.equal(code, 0, stdout + stderr);
    assert.match(stderr, said);
    assert.deepEqual(await (await fetch(toxics)).json(), found);
  });

  test("a container that somebody has paused is no part of it, and stays paused", async (context) => {
    const back = `${project}-back-1`;
    await docker("pause", back);
    context.after(() => compose("up", "--detach", "--wait", "--force-recreate", "--no-deps", "--timeout", "0", "back"));
    const { folder, args } = await experimentOn(context, { project, existing: true });
    const { stdout, code } = await startBrownout(context, [...args("run"), "--json"], folder).ended;
    assert.equal(code, 3, stdout);
    assert.match(JSON.parse(stdout).reasons.join(), /^back \(container .*-back-1\) is paused: .*`docker unpause`/);
    assert.match(await docker("inspect", "--format", "{{.State.Paused}}", back), /^true/);
  });

  test("a container that is replaced breaks it off", (context) => {
    const replace = () => compose("up", "--detach", "--force-recreate", "--no-deps", "--timeout", "0", "back");
    const said =
      /^back \(container .*-back-1\) was replaced by another container while .*(\n.*)*\n.*what else works on/;
    return assertBrokenBy(context, { project, existing: true }, replace, said);
  });

  test("a Toxiproxy that is killed breaks it off", async (context) => {
    const kill = () => docker("kill", `${project}-toxiproxy-1`);
    const said = /^toxiproxy \(container .*\) ended with code 137 while .*(\n.*)*\nNo fault of this run/;
    await assertBrokenBy(context, { project, existing: true }, kill, said);
    assert.equal(
      (await docker("ps", "--quiet", "--filter", `label=com.docker.compose.project=${project}`)).split("\n").length,
      2,
    );
  });

  test("so does a proxy of ours", { skip: noProxyImage }, async (context) => {
    const own = projectOf("own");
    const kill = () => docker("kill", `${own}-toxiproxy-1`);
    const said = /toxiproxy \(container .*\) ended with code 137 while /;
    await assertBrokenBy(context, { project: own, proxy: "brownout" }, kill, said);
    assert.deepEqual(await partsOf(own), []);
  });
});
