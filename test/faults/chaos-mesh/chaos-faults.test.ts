import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chaosLeftovers } from "../../../src/faults/chaos-mesh/chaos-record.ts";
import { prepareFault } from "../../../src/faults/prepare-fault.ts";
import { type chaosOn as ChaosOn, chaosOn, edge, faultOf, RUN } from "./chaos-plan.ts";

const never = new AbortController().signal;
const loss = faultOf("packet-loss", { loss: "5%" });

async function prepared(chaos: ReturnType<typeof ChaosOn>, fault = loss) {
  const [one] = await prepareFault(fault, [chaos.injector], undefined);
  assert.ok(one);
  return one;
}

/** Moves the clock on until it is settled. */
async function settled<T>(clock: { advance(ms: number): Promise<void> }, work: Promise<T>, withinMs = 60_000) {
  const outcome = work.then(
    (value) => ({ value }),
    (error: Error) => ({ error }),
  );
  await clock.advance(withinMs);
  return outcome as Promise<{ value?: T; error?: Error }>;
}

describe("a fault by Chaos Mesh", () => {
  test("is an object of the run's, owned by its lease, that ends by itself", async () => {
    const chaos = chaosOn();
    const one = await prepared(chaos);
    assert.equal(chaos.mesh.objects.size, 0, "preparing changes nothing");
    await one.inject(never);
    const { kind, metadata, spec } = chaos.mesh.made(RUN) ?? assert.fail();
    assert.equal(kind, "NetworkChaos");
    assert.equal(metadata.name, `brownout-${RUN}-packet-loss-1`);
    assert.equal(metadata.namespace, "shop");
    assert.equal(metadata.ownerReferences?.[0]?.uid, "lease-1");
    assert.deepEqual(spec, {
      duration: "31000ms",
      selector: { namespaces: ["shop"], labelSelectors: { "app.kubernetes.io/name": "pricing" } },
      mode: "all",
      action: "loss",
      loss: { loss: "5", correlation: "0" },
    });
  });

  test("took effect when Chaos Mesh says so of every pod", async () => {
    const chaos = chaosOn();
    const one = await prepared(chaos);
    assert.deepEqual(await one.verify(never), {
      took: "false",
      evidence: `NetworkChaos shop/brownout-${RUN}-packet-loss-1 was not created`,
    });
    await one.inject(never);
    const { took, evidence } = await one.verify(never);
    assert.equal(took, "true");
    assert.match(evidence, /is in 2 places: shop\/pricing-1, shop\/pricing-2$/);
  });

  test("that isn't put in is no fault: it says why, in Chaos Mesh's words", async () => {
    const chaos = chaosOn({ inject: "unable to flush ip sets: no daemon on node-1" });
    chaos.mesh.warnings.push("Failed to apply chaos: no daemon", "Failed to apply chaos: no daemon");
    const one = await prepared(chaos);
    const { error } = await settled(chaos.clock, one.inject(never));
    assert.match(
      String(error?.message),
      /didn't put it in within 8 s: shop\/pricing-1 is not injected \(Apply: unable to flush ip sets: no daemon on node-1\); .*; its events: Failed to apply chaos: no daemon$/,
    );
    await chaos.undoer().undo(one.undo, never);
    assert.equal(await chaos.undoer().isGone(one.undo, never), true);
  });

  test("that chooses no pods says so, from its events", async () => {
    const chaos = chaosOn({}, []);
    chaos.mesh.warnings.push("Failed to select targets: no target has been selected");
    const { error } = await settled(chaos.clock, (await prepared(chaos)).inject(never));
    assert.match(String(error?.message), /it has chosen no pods; its events: .*no target has been selected$/);
  });

  test("that somebody else deletes was not in until its end", async () => {
    const chaos = chaosOn();
    const one = await prepared(chaos);
    await one.inject(never);
    assert.equal((await one.verify(never)).took, "true");
    chaos.mesh.deleteAll();
    const effect = await one.verify(never);
    assert.equal(effect?.took, "false");
    assert.match(String(effect?.evidence), /^somebody else deleted NetworkChaos shop/);
    await chaos.undoer().undo(one.undo, never);
  });

  test("is not believed when another object has its name", async () => {
    const chaos = chaosOn();
    const one = await prepared(chaos);
    await one.inject(never);
    chaos.mesh.deleteAll();
    await (await prepared(chaos)).inject(never);
    assert.match((await one.verify(never)).evidence, /another .* in its place$/);
  });

  test("on an edge is between all pods of both ends", async () => {
    const chaos = chaosOn();
    const one = await prepared(chaos, faultOf("latency", { latency: "500ms", jitter: "100ms" }, edge));
    await one.inject(never);
    assert.deepEqual(chaos.mesh.made(RUN)?.spec, {
      duration: "31000ms",
      selector: { namespaces: ["shop"], labelSelectors: { "app.kubernetes.io/name": "checkout" } },
      mode: "all",
      action: "delay",
      delay: { latency: "500ms", jitter: "100ms", correlation: "0" },
      direction: "from",
      target: {
        mode: "all",
        selector: { namespaces: ["shop"], labelSelectors: { "app.kubernetes.io/name": "pricing" } },
      },
    });
  });
});

describe("undoing a fault by Chaos Mesh", () => {
  test("may come twice, without an injection, and when all of Chaos Mesh is gone", async () => {
    const chaos = chaosOn();
    const one = await prepared(chaos);
    const undoer = chaos.undoer();
    await undoer.undo(one.undo, never);
    await one.inject(never);
    assert.equal(await undoer.isGone(one.undo, never), false);
    await undoer.undo(one.undo, never);
    await undoer.undo(one.undo, never);
    assert.equal(await undoer.isGone(one.undo, never), true);
    chaos.mesh.behaviour.kinds = [];
    await undoer.undo(one.undo, never);
    assert.equal(await undoer.isGone(one.undo, never), true);
  });

  test("isn't overtaken by a creation that was cut short under way", async () => {
    const chaos = chaosOn();
    const arrives = Promise.withResolvers<void>();
    chaos.mesh.beforeCreate = () => arrives.promise;
    const one = await prepared(chaos);
    const cut = new AbortController();
    const injecting = assert.rejects(one.inject(cut.signal), { message: "cut" });
    cut.abort(new Error("cut"));
    arrives.resolve();
    await injecting;
    await chaos.undoer().undo(one.undo, never);
    assert.equal(chaos.mesh.objects.size, 0);
  });

  test("creates nothing when it is cut short before", async () => {
    const chaos = chaosOn();
    const one = await prepared(chaos);
    await assert.rejects(one.inject(AbortSignal.abort(new Error("cut"))), { message: "cut" });
    assert.equal(chaos.mesh.objects.size, 0);
  });

  test("leaves alone what isn't the run's", async () => {
    const chaos = chaosOn();
    const one = await prepared(chaos);
    await one.inject(never);
    const [key, object] = [...chaos.mesh.objects][0] ?? assert.fail();
    chaos.mesh.objects.set(key, { ...object, metadata: { ...object.metadata, labels: {} } });
    await chaos.undoer().undo(one.undo, never);
    assert.equal(chaos.mesh.objects.get(key)?.metadata.deletionTimestamp, undefined);
    assert.equal(await chaos.undoer().isGone(one.undo, never), true);
  });

  test("says what hangs, and lets go of it only when told to", async () => {
    const chaos = chaosOn({ release: false });
    const one = await prepared(chaos);
    await one.inject(never);
    const { error } = await settled(chaos.clock, chaos.undoer().undo(one.undo, never));
    assert.match(
      String(error?.message),
      /is deleted and doesn't go: its finalizers hold it \(chaos-mesh\/records\); Chaos Mesh hasn't taken it out of 2 places/,
    );
    assert.equal(await chaos.undoer().isGone(one.undo, never), false);
    assert.equal(
      one.undo.manual,
      `kubectl --context staging --namespace shop delete networkchaos.chaos-mesh.org brownout-${RUN}-packet-loss-1 --wait=false; ` +
        "where it doesn't go: kubectl --context staging --namespace shop patch networkchaos.chaos-mesh.org " +
        `brownout-${RUN}-packet-loss-1 --type merge --patch '{"metadata":{"finalizers":[]}}'`,
    );
    await settled(chaos.clock, chaos.undoer(true).undo(one.undo, never));
    assert.equal(await chaos.undoer().isGone(one.undo, never), true);
  });

  test("withdraws what waits for a node without a daemon, and leaves the rules of others", async () => {
    const chaos = chaosOn({ inject: "cannot find daemonIP on node node-1", release: "when withdrawn" });
    const one = await prepared(chaos);
    const { error } = await settled(chaos.clock, one.inject(never));
    assert.match(String(error?.message), /pricing-1 is not injected\/wait \(Apply: cannot find daemonIP/);
    const rules = { tcs: [{ source: `shop/brownout-${RUN}-packet-loss-1` }, { source: "shop/theirs" }], iptables: [] };
    const pod = {
      apiVersion: "v1",
      kind: "PodNetworkChaos",
      metadata: { name: "pricing-1", namespace: "shop" },
      spec: rules,
    };
    chaos.mesh.objects.set("PodNetworkChaos shop/pricing-1", pod);
    const undone = await settled(chaos.clock, chaos.undoer().undo(one.undo, never));
    assert.equal(undone.error, undefined);
    assert.equal(chaos.mesh.made(RUN), undefined);
    const left = chaos.mesh.objects.get("PodNetworkChaos shop/pricing-1")?.spec;
    assert.deepEqual(left, { tcs: [{ source: "shop/theirs" }], iptables: [] });
  });

  test("doesn't withdraw what may have reached a pod", async () => {
    const chaos = chaosOn({ inject: "tc: exit status 2", release: "when withdrawn" });
    const one = await prepared(chaos);
    await settled(chaos.clock, one.inject(never));
    const { error } = await settled(chaos.clock, chaos.undoer().undo(one.undo, never));
    assert.match(String(error?.message), /doesn't go: .* hold it/);
  });

  test("is within nothing: the object must be seen to go", async () => {
    const [one] = await prepareFault(loss, [chaosOn().injector], "the system");
    assert.equal(one?.undo.within, undefined);
  });

  test("finds what runs left by their labels, without a journal", async () => {
    const chaos = chaosOn();
    await (await prepared(chaos)).inject(never);
    const [left, ...others] = await chaosLeftovers(chaos.mesh.cluster, "shop");
    assert.deepEqual([left?.runId, others], [RUN, []]);
    await chaos.undoer().undo(left?.record ?? assert.fail(), never);
    assert.equal(chaos.mesh.made(RUN), undefined);
  });
});
