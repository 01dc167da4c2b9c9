import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { findContainerNamespace } from "../../../src/faults/container/container-namespace.ts";
import { packetCapabilities } from "../../../src/faults/container/packet-capabilities.ts";
import type { PreparedFault } from "../../../src/faults/fault.ts";
import { httpHeader } from "../../../src/faults/messages/http-header.ts";
import { execute } from "../../../src/faults/network/host-namespace.ts";
import { networkInjector } from "../../../src/faults/network/network-injector.ts";
import { networkUndoer } from "../../../src/faults/network/network-undoer.ts";
import { tcpReset } from "../../../src/faults/network/tcp-reset.ts";
import { prepareFault } from "../../../src/faults/prepare-fault.ts";
import { toxiproxyInjector } from "../../../src/faults/toxiproxy/injector.ts";
import { latency } from "../../../src/faults/toxiproxy/latency.ts";
import { toxicUndoer } from "../../../src/faults/toxiproxy/toxic-fault.ts";
import type { Experiment } from "../../../src/files/experiment/experiment.ts";
import type { ComposeSpec } from "../../../src/files/experiment/system-spec.ts";
import { composePlatform } from "../../../src/platforms/compose/compose-platform.ts";
import type { ComposeSystem } from "../../../src/platforms/compose/compose-system.ts";
import { projectUndoer } from "../../../src/platforms/compose/project-undoer.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { DEMO_SERVICE_IMAGE } from "../../../src/values/images.ts";
import { cannotRun } from "../../faults/network/network-pair.ts";
import { planOf } from "../../support/compose-pair.ts";
import { docker, withoutImage } from "../../support/docker.ts";
import { testsNeeding } from "../../support/needs.ts";
import { madeBy, plannedFault } from "../../support/planned-fault.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const { after, before, describe, test } = testsNeeding(cannotRun || (await withoutImage(DEMO_SERVICE_IMAGE)));
const file = join(import.meta.dirname, "direct/docker-compose.yml");
const project = `brownout-direct-${process.pid}`;
const spec: ComposeSpec = { files: [file], project, existing: true, proxy: "redirect", edges: {} };
const edge = { kind: "edge", caller: "front", callee: "back" } as const;
const slowBack = plannedFault(latency, edge, { latency: "400ms" });
const deadline = () => AbortSignal.timeout(30_000);
const compose = (...args: readonly string[]) => docker("compose", "--file", file, "--project-name", project, ...args);
const name = (service: string) => `${project}-${service}-1`;

/** The rules in a service's network, as somebody else sees them. */
async function rulesOf(service: string): Promise<string> {
  const pid = await docker("inspect", "--format", "{{.State.Pid}}", name(service));
  const { stdout } = await execute(["nsenter", "-t", pid, "-n", "nft", "--stateless", "list", "ruleset"]);
  return stdout;
}

async function addressOf(service: string, network: string): Promise<string> {
  return docker("inspect", "--format", `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`, name(service));
}

describe("edges that are redirected", { concurrency: false }, () => {
  let found: string;
  before(async () => {
    await compose("up", "--detach", "--wait");
    found = await rulesOf("front");
  });
  after(() => compose("down", "--timeout", "0"));

  async function open(context: TestContext): Promise<{ readonly system: ComposeSystem; close(): Promise<void> }> {
    const platform = composePlatform({ clock: systemClock });
    const logFolder = await temporaryFolder(context);
    const prepared = await platform.prepare(planOf(spec), { runId: `direct-${process.pid}`, logFolder });
    const close = async () => {
      await platform.undoer.undo(prepared.undo, deadline());
      // As another process sees it.
      const record = JSON.parse(JSON.stringify(prepared.undo));
      assert.equal(await projectUndoer(systemClock).isGone(record, deadline()), true);
    };
    context.after(close);
    return { system: await prepared.up(deadline()), close };
  }

  async function slow(system: ComposeSystem): Promise<PreparedFault> {
    const [fault] = await prepareFault(slowBack, [toxiproxyInjector(system.proxies, systemClock)], undefined);
    assert.ok(fault);
    return fault;
  }

  async function call(system: ComposeSystem): Promise<{ readonly status: number; readonly tookMs: number }> {
    const beganMs = performance.now();
    const { status } = await fetch(`${system.urlsOf("front")[0]}/`, { signal: deadline() });
    return { status, tookMs: performance.now() - beganMs };
  }

  /** Resolves when calls are slow, as they are through the toxic. */
  async function untilSlow(system: ComposeSystem): Promise<void> {
    for (const until = deadline(); !until.aborted; ) if ((await call(system)).tookMs >= 400) return;
    assert.fail("calls never became slow");
  }

  test("are known from the file, and the plan can put toxics and criteria on them", async () => {
    const capabilities = await composePlatform({ clock: systemClock }).capabilities(
      planOf(spec).experiment as Experiment,
    );
    assert.deepEqual(capabilities.graph?.edges, [{ caller: "front", callee: "back" }]);
    assert.equal(capabilities.edgesUnseen, undefined);
    const toxic = capabilities.faults.latency;
    assert.ok(toxic?.can);
    assert.match(toxic.means, /REDIRECT/);
    assert.deepEqual(toxic.onEdges, ["front -> back"]);
  });

  test("take toxics and are measured, also when connections were there before", async (context) => {
    // Front keeps connections to back in a pool, from its start on.
    const { system, close } = await open(context);
    assert.equal((await call(system)).status, 200);
    const fault = await slow(system);
    assert.equal(fault.undo.within, "compose-project");
    await fault.inject(deadline());
    await untilSlow(system);
    assert.equal((await fault.verify(deadline())).took, "true");
    const edges = await system.readEdges();
    assert.ok((edges["front -> back"]?.ended ?? 0) > 0);
    await toxicUndoer.undo(fault.undo, deadline());
    assert.ok((await call(system)).tookMs < 400);
    assert.match(await rulesOf("front"), /brownout_edges/);
    await close();
    assert.equal(await rulesOf("front"), found);
    await close();
    assert.equal((await call(system)).status, 200);
  });

  test("can be reset below the proxy, too", async (context) => {
    const { system, close } = await open(context);
    assert.equal((await call(system)).status, 200);
    const capability = (await packetCapabilities(system.engine))["tcp-reset"];
    assert.ok(capability?.can);
    const planned = madeBy(plannedFault(tcpReset, edge), capability);
    const [cut] = await prepareFault(planned, [networkInjector(system.networks, findContainerNamespace)], undefined);
    assert.ok(cut);
    context.after(() => networkUndoer(findContainerNamespace).undo(cut.undo, deadline()));
    await cut.inject(deadline());
    assert.notEqual((await call(system)).status, 200);
    assert.equal((await cut.verify(deadline())).took, "true");
    await networkUndoer(findContainerNamespace).undo(cut.undo, deadline());
    await close();
    assert.equal(await rulesOf("front"), found);
  });

  test("are redirected again when the caller is started again, or the callee is elsewhere", async (context) => {
    const { system, close } = await open(context);
    await call(system);
    const before = (await system.readEdges())["front -> back"]?.ended ?? 0;
    await docker("restart", "--time", "0", name("front"));
    for (const until = deadline(); !(await rulesOf("front")).includes("brownout_edges"); ) until.throwIfAborted();
    await system.replicas.replicasOf("front")[0]?.start(deadline());
    const network = `${project}_default`;
    const wasAt = await addressOf("back", network);
    await docker("stop", "--time", "0", name("back"));
    // Somebody else gets its address.
    await docker("network", "disconnect", network, name("back"));
    const other = await docker(
      "run",
      "--detach",
      "--rm",
      "--network",
      network,
      "--entrypoint",
      "sleep",
      DEMO_SERVICE_IMAGE,
      "120",
    );
    context.after(() => docker("rm", "--force", other));
    await docker("network", "connect", "--alias", "back", network, name("back"));
    await system.replicas.replicasOf("back")[0]?.start(deadline());
    assert.notEqual(await addressOf("back", network), wasAt);
    const fault = await slow(system);
    await fault.inject(deadline());
    await untilSlow(system);
    assert.ok(((await system.readEdges())["front -> back"]?.ended ?? 0) > before);
    await close();
    assert.doesNotMatch(await rulesOf("front"), /brownout/);
  });

  test("are redirected in every replica of the caller, to every replica of the callee", async (context) => {
    await compose("up", "--detach", "--wait", "--scale", "front=2", "--scale", "back=2");
    const { system, close } = await open(context);
    assert.deepEqual(system.proxies.proxiesOf(edge).toSorted(), [
      "front.1.back.1.8080",
      "front.1.back.2.8080",
      "front.2.back.1.8080",
      "front.2.back.2.8080",
    ]);
    const faults = await prepareFault(slowBack, [toxiproxyInjector(system.proxies, systemClock)], undefined);
    for (const fault of faults) await fault.inject(deadline());
    for (const url of system.urlsOf("front")) {
      const beganMs = performance.now();
      assert.equal((await fetch(url, { signal: deadline() })).status, 200);
      assert.ok(performance.now() - beganMs >= 400, url);
    }
    const marked = plannedFault(httpHeader, edge, { message: "answer", set: { "X-Marked": "yes" }, first: 1 });
    const marks = await prepareFault(marked, [toxiproxyInjector(system.proxies, systemClock)], undefined);
    for (const mark of marks) await mark.inject(deadline());
    for (const url of [...system.urlsOf("front"), ...system.urlsOf("front")]) await fetch(url, { signal: deadline() });
    // The first of each caller, though each has two ways to go.
    const [seen, ...others] = await Promise.all(marks.map((mark) => mark.verify(deadline())));
    assert.deepEqual(seen, { took: "true", evidence: "changed 2 answers on front -> back" });
    assert.ok(others.every(({ took, evidence }) => took === "true" && evidence === ""));
    await close();
  });
});
