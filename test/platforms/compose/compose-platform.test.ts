import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { containerReplicaUndoer, containerUndo } from "../../../src/faults/container/container-undo.ts";
import { prepareFault } from "../../../src/faults/prepare-fault.ts";
import { kill } from "../../../src/faults/process/kill.ts";
import { processFaults } from "../../../src/faults/process/process-faults.ts";
import type { Experiment } from "../../../src/files/experiment/experiment.ts";
import type { ComposeSpec } from "../../../src/files/experiment/system-spec.ts";
import { composePlatform } from "../../../src/platforms/compose/compose-platform.ts";
import { projectUndoer } from "../../../src/platforms/compose/project-undoer.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { DEMO_SERVICE_IMAGE } from "../../../src/values/images.ts";
import { pairSpec, planOf, startPair } from "../../support/compose-pair.ts";
import { docker, withoutImage } from "../../support/docker.ts";
import { testsNeeding } from "../../support/needs.ts";
import { plannedFault } from "../../support/planned-fault.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const { after, beforeEach, describe, test } = testsNeeding(await withoutImage(DEMO_SERVICE_IMAGE));
const soon = () => AbortSignal.timeout(30_000);
const platform = () => composePlatform({ clock: systemClock });
const experimentOn = (spec: ComposeSpec) => planOf(spec).experiment as Experiment;
const compose = (...args: readonly string[]) =>
  docker("compose", "--file", pairSpec.files[0] ?? "", "--project-name", pairSpec.project ?? "", ...args);
const containers = () =>
  docker("ps", "--all", "--quiet", "--filter", `label=com.docker.compose.project=${pairSpec.project}`);

describe("a project that is up already", { concurrency: false }, () => {
  const existing: ComposeSpec = { ...pairSpec, existing: true };
  beforeEach(() => compose("up", "--detach", "--wait"));
  after(() => compose("down", "--timeout", "0"));

  test("is never stopped, and can't be had by two runs at once", async (context) => {
    const folder = await temporaryFolder(context);
    const before = await containers();
    const { system, close } = await startPair(folder, existing);
    await assert.rejects(platform().prepare(planOf(existing), { runId: "second", logFolder: folder }), {
      code: "E_PROJECT_BUSY",
      message: new RegExp(`another run has the project ${pairSpec.project}: process ${process.pid}`),
    });
    assert.equal((await fetch(`${system.urlsOf("front")[0]}/`)).status, 200);
    await close();
    assert.equal(await containers(), before);
    const { close: closeAgain } = await startPair(folder, existing);
    await closeAgain();
  });

  test("is not taken for one of ours", async (context) => {
    const folder = await temporaryFolder(context);
    await assert.rejects(platform().prepare(planOf(pairSpec), { runId: "mine", logFolder: folder }), {
      code: "E_PROJECT_BUSY",
      hint: /existing: true/,
    });
  });

  test("has its faults taken back by another process, from their records alone", async (context) => {
    const { system, close } = await startPair(await temporaryFolder(context), existing);
    context.after(close);
    const { replicas } = system;
    const { injector } = processFaults(replicas, containerUndo(replicas, systemClock));
    const [fault] = await prepareFault(plannedFault(kill, { kind: "service", service: "back" }), [injector], undefined);
    assert.ok(fault);
    assert.equal(fault.undo.within, undefined);
    await fault.inject(soon());
    while ((await fault.verify(soon())).took !== "true");
    const record = JSON.parse(JSON.stringify(fault.undo));
    const offline = containerReplicaUndoer(systemClock);
    await offline.undo(record, soon());
    assert.equal(await offline.isGone(record, soon()), true);
    // Its port is another one now.
    await replicas.replicasOf("back")[0]?.settle();
    assert.equal((await fetch(`${system.urlsOf("back")[0]}/`)).status, 200);
  });

  test("has its edges and others' toxics told before anything starts", async (context) => {
    const { system, close } = await startPair(await temporaryFolder(context), existing);
    const toxics = `${system.proxies.apiUrl}/proxies/to-back/toxics`;
    const body = JSON.stringify({ name: "theirs", type: "latency", attributes: { latency: 1 } });
    assert.equal((await fetch(toxics, { method: "POST", body })).status, 200);
    const found = await platform().capabilities(experimentOn(existing));
    await fetch(`${toxics}/theirs`, { method: "DELETE" });
    await close();
    assert.deepEqual(found.graph?.edges, [{ caller: "front", callee: "back" }]);
    assert.match(found.warnings?.join() ?? "", /toxics that are not ours, and they are left alone: theirs on to-back/);
    assert.match(found.edgesUnseen?.instead ?? "", /proxy: brownout/);
  });

  test("says so when a container ends, or another one takes its place, without a fault", async (context) => {
    const { system, close } = await startPair(await temporaryFolder(context), existing);
    context.after(close);
    const broken = new Promise<Error>((resolve) => system.onBroken(resolve));
    await compose("up", "--detach", "--force-recreate", "--no-deps", "--timeout", "0", "toxiproxy");
    assert.match((await broken).message, /^toxiproxy \(container .*-toxiproxy-1\) .*while the run went on/);
  });
});

describe("a service that the kernel ends for want of memory", { concurrency: false }, () => {
  const existing: ComposeSpec = { ...pairSpec, existing: true };
  beforeEach(() => compose("up", "--detach", "--wait"));
  after(() => compose("down", "--timeout", "0"));

  test("is said to be so, and the run goes on", { timeout: 90_000 }, async (context) => {
    const { system, close } = await startPair(await temporaryFolder(context), existing);
    context.after(close);
    const died = new Promise<{ readonly why: string }>((resolve) => system.onServiceDied(resolve));
    system.onBroken((error) => assert.fail(error));
    const [back = ""] = (await compose("ps", "--quiet", "back")).trim().split("\n");
    // Files in memory count, and the service's own process is the largest, so it is the one that the kernel ends.
    await docker("update", "--memory", "100m", "--memory-swap", "100m", back);
    await docker("exec", back, "dd", "if=/dev/zero", "of=/dev/shm/full", "bs=1M").catch(() => undefined);
    assert.match((await died).why, /^back \(container .*\) ended with code 137, for want of memory \(OOMKilled\),/);
    const facts = Object.values(await system.diagnose());
    assert.ok(
      facts.some(({ OOMKilled }) => OOMKilled === "true"),
      JSON.stringify(facts),
    );
  });
});

describe("a project that is brought up", { concurrency: false }, () => {
  test("is taken down by another process, from its record alone, with nothing left", async (context) => {
    const logFolder = await temporaryFolder(context);
    const prepared = await platform().prepare(planOf(pairSpec), { runId: `up-${process.pid}`, logFolder });
    const undoer = projectUndoer(systemClock);
    context.after(() => undoer.undo(prepared.undo, soon()));
    const cut = new AbortController();
    const up = prepared.up(cut.signal);
    // Somewhere in the middle of it.
    while ((await containers()) === "");
    cut.abort(new Error("cut short"));
    await assert.rejects(up, /cut short/);
    await undoer.undo(JSON.parse(JSON.stringify(prepared.undo)), soon());
    assert.equal(await undoer.isGone(prepared.undo, soon()), true);
    assert.equal(await containers(), "");
    assert.doesNotMatch(await docker("network", "ls"), new RegExp(pairSpec.project ?? ""));
  });

  const bad = (name: string, service: object, error: object) =>
    test(`says what is wrong: ${name}`, async (context) => {
      const folder = await temporaryFolder(context);
      const override = join(folder, "override.json");
      await writeFile(override, JSON.stringify({ services: { back: service } }));
      const spec = { ...pairSpec, project: `${pairSpec.project}-bad`, files: [...pairSpec.files, override] };
      await assert.rejects(startPair(folder, spec), error);
    });

  bad(
    "a service that ends at start",
    { environment: { BROWNOUT_SERVICE: "nobody" } },
    {
      code: "E_UNHEALTHY",
      message: /back \(container .*\) ended with code 1; its last words:\n(.*\n)*.*BROWNOUT_SERVICE is nobody/,
    },
  );
  const failing = ["CMD", "node", "-e", "console.log('no way'); process.exit(1)"];
  bad(
    "a health check that fails",
    { healthcheck: { test: failing, interval: "1s", retries: 1 } },
    {
      code: "E_UNHEALTHY",
      message: /back \(container .*\) is unhealthy: its health check said: no way; its last words:\n/,
    },
  );
  bad("an image that isn't there", { image: "127.0.0.1:1/none:1.0.0" }, { code: "E_IMAGE_MISSING", hint: /pull/ });
  bad("a file that Compose refuses", { imago: "x" }, { code: "E_COMPOSE_FILE", message: /imago/ });
});
