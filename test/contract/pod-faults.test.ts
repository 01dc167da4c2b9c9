import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { DisruptionBudgetError } from "../../src/clients/cluster/cluster-errors.ts";
import type { MergePatch } from "../../src/clients/cluster/cluster-object.ts";
import type { PreparedFault } from "../../src/faults/fault.ts";
import { faultKinds } from "../../src/faults/kinds.ts";
import { podInjector, podUndoer } from "../../src/faults/pods/pod-faults.ts";
import { podFaults } from "../../src/faults/pods/pod-recipes.ts";
import { podLeftovers } from "../../src/faults/pods/pod-record.ts";
import { prepareFault } from "../../src/faults/prepare-fault.ts";
import type { PlannedFault } from "../../src/judge/plan/plan.ts";
import type { Clock } from "../../src/values/clock/clock.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import type { UndoRecord } from "../../src/values/undo-record.ts";
import { untilTrue } from "../support/chaos-namespace.ts";
import { withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { plannedFault } from "../support/planned-fault.ts";
import { openPodNamespace, type PodNamespace } from "../support/pod-namespace.ts";
import { effectCases } from "./fault-effects.ts";

const { after, before, describe, test } = testsNeeding(withoutCluster);

const deadline = () => AbortSignal.timeout(30_000);
const undoer = podUndoer(systemClock);

/** On which pods have less time to get ready. */
const hastyClock: Clock = {
  ...systemClock,
  after: (delayMs, run) => systemClock.after(delayMs > 15_000 ? 1000 : delayMs, run),
};

/** Words of a fault that go with pods that end slowly or not. */
const words: Readonly<Record<string, object>> = { terminate: { grace: "1s" } };

function faultOn(service: string, type: string, more: Partial<PlannedFault> = {}): PlannedFault {
  const kind = faultKinds.find((one) => one.type === type);
  assert.ok(kind, type);
  const on = { kind: "service", service } as const;
  return { ...plannedFault(kind, on, words[type] ?? effectCases[type]?.params), ...more };
}

describe("faults on pods", { timeout: 300_000 }, () => {
  let bench: PodNamespace;
  before(async () => {
    bench = await openPodNamespace("brownout-pods");
  });
  after(() => bench?.close());

  async function prepare(fault: PlannedFault, context: TestContext): Promise<PreparedFault> {
    const [one, ...others] = await prepareFault(fault, [podInjector(bench.system, systemClock)], "system");
    assert.ok(one);
    assert.deepEqual(others, []);
    // So that a test that fails doesn't fail those after it.
    context.after(() => undoer.undo(one.undo, deadline()));
    return one;
  }

  async function checkWell(service: string, { undo }: { readonly undo: UndoRecord }) {
    assert.equal(await undoer.isGone(undo, deadline()), true);
    assert.equal(await bench.isCordoned(), false);
    assert.deepEqual(await podLeftovers(bench.cluster, bench.namespace), []);
    await bench.untilReady(service, countOf(service));
  }

  /** Takes out what nobody saw go in as a run does: again while it isn't gone, since controllers may not have come as far. */
  async function keepOut(undo: UndoRecord): Promise<void> {
    await untilTrue(async () => {
      await undoer.undo(undo, deadline());
      return undoer.isGone(undo, deadline());
    });
  }

  const uids = async (service: string) => (await bench.pods(service)).map(({ metadata }) => metadata.uid);

  const deploymentOf = (service: string) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    namespace: bench.namespace,
    name: service,
  });

  const replicasOf = async (service: string) => {
    const deployment = await bench.cluster.get(deploymentOf(service));
    return (deployment?.spec as { readonly replicas: number } | undefined)?.replicas;
  };

  for (const service of ["pricing", "live"]) {
    // The real node has others' pods, too.
    const types = podFaults.map(({ type }) => type).filter((type) => service === "pricing" || type !== "cordon");
    describe(service === "live" ? "that really run" : "on a fake node", () => {
      for (const type of types) describe(type, () => contract(service, type));
    });
  }

  function contract(service: string, type: string): void {
    test("takes effect as the cluster shows it, says so, and is gone after its undo, however often", async (context) => {
      const earlier = await uids(service);
      const one = await prepare(faultOn(service, type), context);
      assert.equal(one.undo.within, undefined);
      await one.inject(deadline());
      await untilTrue(async () => (await one.verify(deadline())).took === "true");
      const now = await uids(service);
      if (type === "cordon") assert.equal(await bench.isCordoned(), true);
      else assert.ok(earlier.some((uid) => !now.includes(uid)));
      await undoer.undo(one.undo, deadline());
      await undoer.undo(one.undo, deadline());
      await checkWell(service, one);
    });

    test("can be undone when it was never injected, and didn't take effect then", async (context) => {
      const one = await prepare(faultOn(service, type), context);
      assert.equal((await one.verify(deadline())).took, "false");
      await undoer.undo(one.undo, deadline());
      await checkWell(service, one);
    });

    test("can be undone when its target is gone", async (context) => {
      const one = await prepare(faultOn(service, type), context);
      await one.inject(deadline());
      await bench.cluster.delete(deploymentOf(service), { propagation: "Background" });
      await untilTrue(async () => (await bench.cluster.get(deploymentOf(service))) === undefined);
      await undoer.undo(one.undo, deadline());
      assert.equal(await undoer.isGone(one.undo, deadline()), true);
      assert.equal(await bench.isCordoned(), false);
      await untilTrue(async () => (await uids(service)).length === 0);
      await bench.makeService(service);
      await bench.untilReady(service, countOf(service));
    });

    test("is gone after its undo when its injection was cut short", async (context) => {
      const one = await prepare(faultOn(service, type), context);
      const cut = new AbortController();
      const injecting = one.inject(cut.signal);
      cut.abort(new Error("cut short"));
      await injecting.catch((error: Error) => assert.equal(error.message, "cut short"));
      await keepOut(one.undo);
      await checkWell(service, one);
    });

    test("doesn't begin when it was cut short before", async (context) => {
      const earlier = await uids(service);
      const one = await prepare(faultOn(service, type), context);
      await assert.rejects(one.inject(AbortSignal.abort(new Error("too late"))), /too late/);
      assert.deepEqual(await uids(service), earlier);
      await checkWell(service, one);
    });

    test("is undone by its record when its process was killed at it", async () => {
      const undo = await killedWhileInjecting(faultOn(service, type), bench);
      await keepOut(undo);
      await checkWell(service, { undo });
    });
  }

  test("take the pods that the plan has drawn, and no others", async (context) => {
    const [first, second] = (await bench.pods("pricing")).toSorted(byName);
    const one = await prepare(faultOn("pricing", "kill", { replicas: [2] }), context);
    await one.inject(deadline());
    const left = await uids("pricing");
    assert.ok(left.includes(first?.metadata.uid) && !left.includes(second?.metadata.uid));
    await untilTrue(async () => (await uids("pricing")).length === 2);
    const { evidence } = await one.verify(deadline());
    assert.match(evidence, new RegExp(`^${second?.metadata.name} of pricing: gone by uid; now there: pricing-`));
  });

  test("find too few pods for what the plan has drawn", async () => {
    const preparing = prepareFault(
      faultOn("pricing", "kill", { replicas: [3] }),
      [podInjector(bench.system, systemClock)],
      "",
    );
    await assert.rejects(preparing, /^FaultError: pricing has 2 pods now, and kill-1 is to take its pod 3$/);
  });

  test("are refused by a budget, which is named", async (context) => {
    const { cluster, namespace } = bench;
    const budget = { apiVersion: "policy/v1", kind: "PodDisruptionBudget" };
    const selector = { matchLabels: { "app.kubernetes.io/name": "pricing" } };
    await cluster.create({
      ...budget,
      metadata: { name: "all-there", namespace },
      spec: { minAvailable: 2, selector },
    });
    context.after(() => cluster.delete({ ...budget, namespace, name: "all-there" }));
    await untilTrue(async () => {
      const now = await cluster.get({ ...budget, namespace, name: "all-there" });
      return (now?.status as { readonly currentHealthy?: number } | undefined)?.currentHealthy === 2;
    });
    const one = await prepare(faultOn("pricing", "pod-evict"), context);
    await assert.rejects(one.inject(deadline()), (error: Error) => {
      assert.ok(error instanceof DisruptionBudgetError, error.message);
      assert.match(error.message, /all-there/);
      return true;
    });
    assert.equal((await one.verify(deadline())).took, "false");
  });

  test("leave alone what somebody else has scaled meanwhile, and name it", async (context) => {
    const [one] = await prepareFault(faultOn("pricing", "scale"), [podInjector(bench.system, systemClock)], "");
    assert.ok(one);
    context.after(() => patchReplicas(2));
    await one.inject(deadline());
    await untilTrue(async () => (await one.verify(deadline())).took === "true");
    await patchReplicas(3);
    const said = /somebody else scaled Deployment .*\/pricing from 0 to 3 meanwhile: it is left so/;
    assert.match((await one.verify(deadline())).evidence, said);
    await assert.rejects(undoer.undo(one.undo, deadline()), said);
    assert.equal(await replicasOf("pricing"), 3);
    await undoer.undo(one.undo, deadline());
    assert.equal(await undoer.isGone(one.undo, deadline()), true);
    assert.equal(await replicasOf("pricing"), 3);
  });

  test("leave a node alone that somebody else cordoned", async () => {
    await patchNode({ spec: { unschedulable: true } });
    const preparing = prepareFault(faultOn("pricing", "cordon"), [podInjector(bench.system, systemClock)], "");
    await assert.rejects(preparing, /there is no node to cordon: .*: cordoned already/);
    assert.equal(await bench.isCordoned(), true);
    await patchNode({ spec: { unschedulable: null } });
  });

  for (const type of ["scale", "cordon"]) {
    test(`such as ${type} are found by their marks, without a record`, async () => {
      const [one] = await prepareFault(faultOn("pricing", type), [podInjector(bench.system, systemClock)], "");
      await one?.inject(deadline());
      const [leftover, ...others] = await podLeftovers(bench.cluster, bench.namespace);
      assert.ok(leftover);
      assert.deepEqual(others, []);
      assert.equal(leftover.runId, bench.system.runId);
      await undoer.undo(leftover.record, deadline());
      await checkWell("pricing", { undo: leftover.record });
    });
  }

  test("say what pods wait for that don't get ready", async () => {
    const one = await prepareOnly(faultOn("pricing", "kill"));
    await patchNode({ spec: { unschedulable: true } });
    await one.inject(deadline());
    const undoing = podUndoer(hastyClock).undo(one.undo, deadline());
    await assert.rejects(undoing, /pricing has 1 of 2 pods ready after \d+ s: pricing-\S+: \w+/);
    assert.equal(await undoer.isGone(one.undo, deadline()), false);
    await patchNode({ spec: { unschedulable: null } });
    // A scheduler looks at what it couldn't place again when it likes.
    await bench.cluster.delete(deploymentOf("pricing"), { propagation: "Background" });
    await undoer.undo(one.undo, deadline());
    await bench.makeService("pricing");
    await bench.untilReady("pricing", 2);
  });

  async function prepareOnly(fault: PlannedFault): Promise<PreparedFault> {
    const [one] = await prepareFault(fault, [podInjector(bench.system, systemClock)], "");
    assert.ok(one);
    return one;
  }

  const patchReplicas = (replicas: number) => bench.cluster.patch(deploymentOf("pricing"), { spec: { replicas } });

  const patchNode = (patch: MergePatch) =>
    bench.cluster.patch({ apiVersion: "v1", kind: "Node", name: bench.node }, patch);
});

function countOf(service: string): number {
  return service === "live" ? 1 : 2;
}

function byName(a: { metadata: { name?: string } }, b: { metadata: { name?: string } }): number {
  return (a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1;
}

/** Injects in a process of its own, which is killed somewhere in it. Resolves with the record that it left. */
async function killedWhileInjecting(fault: PlannedFault, { system }: PodNamespace): Promise<UndoRecord> {
  const { namespace, runId } = system;
  const child = fork(new URL("./pod-fault-process.ts", import.meta.url), { serialization: "advanced" });
  child.send({ fault, namespace, runId });
  const [record] = (await once(child, "message")) as [UndoRecord];
  await pause(Math.random() * 30);
  child.kill("SIGKILL");
  await once(child, "exit");
  return record;
}
