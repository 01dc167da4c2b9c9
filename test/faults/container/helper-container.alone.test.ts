import assert from "node:assert/strict";
import { hostname } from "node:os";
import type { TestContext } from "node:test";
import { Engine } from "../../../src/clients/engine/engine.ts";
import { findEngine } from "../../../src/clients/engine/engine-address.ts";
import { findThroughHelper } from "../../../src/faults/container/container-namespace.ts";
import { helperNamespace, runInHelper } from "../../../src/faults/container/helper-namespace.ts";
import type { PreparedFault } from "../../../src/faults/fault.ts";
import { networkKinds } from "../../../src/faults/kinds.ts";
import { readAbilities } from "../../../src/faults/network/abilities.ts";
import { findByKind, THROUGH_HELPER } from "../../../src/faults/network/namespace.ts";
import { networkCapabilities } from "../../../src/faults/network/network-capabilities.ts";
import { networkInjector } from "../../../src/faults/network/network-injector.ts";
import { networkUndoer } from "../../../src/faults/network/network-undoer.ts";
import type { ServiceNetworks } from "../../../src/faults/network/service-networks.ts";
import { prepareFault } from "../../../src/faults/prepare-fault.ts";
import type { FaultTarget } from "../../../src/files/experiment/fault-spec.ts";
import type { ComposeSystem } from "../../../src/platforms/compose/compose-system.ts";
import { DEMO_SERVICE_IMAGE, NETWORK_TOOLS_IMAGE } from "../../../src/values/images.ts";
import { startPair } from "../../support/compose-pair.ts";
import { docker, withoutImage } from "../../support/docker.ts";
import { testsNeeding } from "../../support/needs.ts";
import { madeBy, plannedFault } from "../../support/planned-fault.ts";

const { after, before, describe, test } = testsNeeding(
  (await withoutImage(DEMO_SERVICE_IMAGE)) || (await withoutImage(NETWORK_TOOLS_IMAGE)),
);
const edge = { kind: "edge", caller: "front", callee: "back" } as const;
const service = { kind: "service", service: "back" } as const;
const deadline = () => AbortSignal.timeout(30_000);
const find = findByKind({ [THROUGH_HELPER]: findThroughHelper });
const helpers = () => docker("ps", "--all", "--quiet", "--filter", "label=brownout.helper-of");

describe("faults on packets, through a helper container", { concurrency: false }, () => {
  let system: ComposeSystem;
  let close: () => Promise<void>;
  let engine: Engine;
  before(async () => {
    engine = await Engine.open(findEngine(process.env));
    ({ system, close } = await startPair("/nowhere"));
  });
  after(async () => {
    await close?.();
    assert.equal(await helpers(), "");
  });

  /** As a plan would have it that was made by someone who may not enter namespaces. */
  const networks = (): ServiceNetworks => ({
    networksOf: (name) =>
      system.networks.networksOf(name).map((one) => ({ ...one, name: { ...one.name, kind: THROUGH_HELPER } })),
    peersOf: (on) => system.networks.peersOf(on),
  });

  async function prepare(context: TestContext, type: string, on: FaultTarget, words: object): Promise<PreparedFault> {
    const kind = networkKinds.find((one) => one.type === type);
    assert.ok(kind);
    const abilities = await readAbilities((script) => runInHelper(engine, "none", ["sh", "-c", script]));
    const capability = networkCapabilities(abilities, { words: "through a helper" })[type];
    const fault = madeBy(plannedFault(kind, on, words), capability);
    const [prepared] = await prepareFault(fault, [networkInjector(networks(), find)], undefined);
    assert.ok(prepared);
    context.after(() => undo(prepared));
    return prepared;
  }

  /** As another process would: from what is on disk. */
  async function undo({ undo: record }: PreparedFault): Promise<void> {
    const read = JSON.parse(JSON.stringify(record));
    await networkUndoer(find).undo(read, deadline());
    assert.equal(await networkUndoer(find).isGone(read, deadline()), true);
  }

  /** Everything that a fault could have changed in a service's network. */
  async function snapshot(name: "front" | "back"): Promise<string> {
    const namespace = helperNamespace(engine, containerOf(name), name);
    const { stdout } = await namespace.exec(["sh", "-c", "nft --stateless list ruleset; tc qdisc show; ip link show"]);
    assert.match(stdout, /eth0/);
    return stdout;
  }

  const containerOf = (name: string) => system.replicas.replicasOf(name)[0]?.ref.name ?? "";
  /** Asks `front` for the status of its call to `back`. */
  const call = async () => (await fetch(`${system.urlsOf("front")[0]}/`, { signal: deadline() })).status;

  test("tcp-reset on an edge breaks its calls, and leaves nothing behind", async (context) => {
    const found = await snapshot("front");
    assert.equal(await call(), 200);
    const fault = await prepare(context, "tcp-reset", edge, {});
    await fault.inject(deadline());
    assert.notEqual(await call(), 200);
    assert.equal((await fault.verify(deadline())).took, "true");
    await undo(fault);
    assert.equal(await call(), 200);
    await undo(fault);
    assert.equal(await snapshot("front"), found);
  });

  test("packet-bandwidth on a service limits it, and leaves its devices as they were", async (context) => {
    const found = await snapshot("back");
    const fault = await prepare(context, "packet-bandwidth", service, { rate: "30KB/s" });
    await undo(fault);
    await fault.inject(deadline());
    assert.match(await snapshot("back"), /qdisc tbf/);
    // The bucket holds 64 KB; what answers so many calls over connections of their own is more.
    await Promise.all(Array.from({ length: 400 }, () => call()));
    assert.equal((await fault.verify(deadline())).took, "true");
    await undo(fault);
    assert.equal(await snapshot("back"), found);
  });

  test("an undo finds nothing to do in a container that was started again, or is stopped", async (context) => {
    const fault = await prepare(context, "partition", edge, {});
    await fault.inject(deadline());
    await docker("restart", "--time", "0", containerOf("front"));
    await undo(fault);
    await fault.inject(deadline());
    await docker("pause", containerOf("front"));
    await undo(fault);
    await docker("unpause", containerOf("front"));
    await docker("stop", "--time", "0", containerOf("front"));
    await undo(fault);
    await assert.rejects(fault.inject(deadline()), /isn't running/);
    await system.replicas.replicasOf("front")[0]?.start(deadline());
    assert.equal(await call(), 200);
  });

  test("what a process that is gone had begun is ended first", async (context) => {
    const fault = await prepare(context, "partition", edge, {});
    const owner = { machine: hostname(), pid: process.pid, startTicks: 1 };
    const label = `brownout.helper-of=${JSON.stringify(owner)}`;
    await docker(
      "run",
      "--detach",
      "--label",
      label,
      "--entrypoint",
      "sh",
      NETWORK_TOOLS_IMAGE,
      "-c",
      "read x </dev/zero",
    );
    await docker("create", "--label", label, NETWORK_TOOLS_IMAGE);
    assert.equal((await helpers()).split("\n").length, 2);
    await undo(fault);
    assert.equal(await helpers(), "");
  });

  test("the machine's own network is refused", async (context) => {
    const host = await docker(
      "run",
      "--detach",
      "--rm",
      "--network",
      "host",
      "--entrypoint",
      "sleep",
      DEMO_SERVICE_IMAGE,
      "60",
    );
    context.after(() => docker("rm", "--force", host));
    const shares = await docker(
      "run",
      "--detach",
      "--rm",
      "--network",
      `container:${host}`,
      "--entrypoint",
      "sleep",
      DEMO_SERVICE_IMAGE,
      "60",
    );
    context.after(() => docker("rm", "--force", shares));
    for (const id of [host, shares]) {
      await assert.rejects(find({ kind: THROUGH_HELPER, id, engine: engine.address }), /no network of its own/);
    }
  });
});
