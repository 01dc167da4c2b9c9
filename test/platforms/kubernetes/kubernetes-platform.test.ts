import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { clusterRecovery } from "../../../src/assembly/wiring.ts";
import type { Experiment } from "../../../src/files/experiment/experiment.ts";
import type { KubernetesSpec } from "../../../src/files/experiment/system-spec.ts";
import type { Capabilities, Plan } from "../../../src/judge/plan/plan.ts";
import { kubernetesPlatform } from "../../../src/platforms/kubernetes/kubernetes-platform.ts";
import { ENDS_SETTLE_MS, type RunningNamespace } from "../../../src/platforms/kubernetes/running-namespace.ts";
import type { ServiceDeath } from "../../../src/platforms/platform.ts";
import type { Clock } from "../../../src/values/clock/clock.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import {
  applyAll,
  fakePair,
  fakeService,
  kubectl,
  objectsIn,
  testNamespace,
  withoutCluster,
  writeManifests,
} from "../../support/namespace.ts";
import { testsNeeding } from "../../support/needs.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const { describe, it } = testsNeeding(withoutCluster);

const spec: KubernetesSpec = {
  manifests: [],
  selectors: {},
  reach: { by: "service-proxy" },
  allowNamespace: false,
};

/** On which long waits for readiness are short. */
const hastyClock: Clock = {
  ...systemClock,
  after: (delayMs, run) => systemClock.after(delayMs > 60_000 ? 3000 : delayMs, run),
};

/** On which a fault that is out ends nothing more. */
const settledClock: Clock = {
  ...systemClock,
  after: (delayMs, run) => systemClock.after(delayMs === ENDS_SETTLE_MS ? 0 : delayMs, run),
};

let runs = 0;

/** An experiment whose load calls the gateway. */
function experimentIn(namespace: string, more: Partial<KubernetesSpec> = {}): Experiment {
  const loads = [{ name: "shoppers", requests: [{ method: "GET", service: "gateway", path: "/" }] }];
  return {
    name: "shop",
    seed: 1,
    loads,
    faults: [],
    system: { kubernetes: { ...spec, namespace, ...more } },
  } as unknown as Experiment;
}

function platformOn(clock: Clock = systemClock) {
  return kubernetesPlatform({ clock, faultsOf: async () => ({ faults: {} }), recover: clusterRecovery(clock) });
}

function capabilities(namespace: string, more: Partial<KubernetesSpec> = {}): Promise<Capabilities> {
  return platformOn().capabilities(experimentIn(namespace, more));
}

/** Begins a run, which ends with the test if not before. */
async function bringUp(context: TestContext, namespace: string, more: Partial<KubernetesSpec> = {}, clock?: Clock) {
  const platform = platformOn(clock);
  const experiment = experimentIn(namespace, more);
  const plan = { experiment, faults: [], blastRadius: { services: [], edges: [] } } as unknown as Plan;
  const runId = `test-${process.pid}-${runs++}`;
  const prepared = await platform.prepare(plan, { runId, logFolder: "" });
  const down = async () => {
    await platform.undoer.undo(prepared.undo, AbortSignal.timeout(20_000));
    assert.ok(await platform.undoer.isGone(prepared.undo, AbortSignal.timeout(5000)));
  };
  context.after(down);
  const system: RunningNamespace = await prepared.up(AbortSignal.timeout(60_000));
  return { system, runId, prepared, down };
}

/** Resolves with the first that a listener is told. */
function firstTold<T>(listen: (listener: (told: T) => void) => void): Promise<T> {
  return new Promise((resolve) => listen(resolve));
}

describe("a namespace of a cluster", { concurrency: true, timeout: 120_000 }, () => {
  it("is read as services, edges and where it all is", async (context) => {
    const namespace = await testNamespace(context);
    await applyAll(namespace, [...fakePair, ...fakeService({ name: "order", calls: "user, nobody" })]);
    const { graph, where, reach, warnings, production } = await capabilities(namespace);
    assert.deepEqual(
      graph?.services.map(({ name, replicas }) => `${name} ${replicas}`),
      ["gateway 1", "order 1", "user 2"],
    );
    assert.deepEqual(graph?.edges, [
      { caller: "gateway", callee: "user" },
      { caller: "order", callee: "user" },
    ]);
    assert.match(where ?? "", new RegExp(`^context \\S+ \\(https://.*\\), namespace ${namespace}$`));
    assert.match(reach ?? "", /service proxy.*: gateway at service gateway, port 80$/);
    assert.deepEqual(warnings, ["order says it calls nobody, which isn't in the namespace"]);
    assert.equal(production, undefined);
    assert.deepEqual(
      (await objectsIn(namespace)).filter((name) => name.startsWith("lease")),
      [],
    );
  });

  it("is read with what manifests would add", async (context) => {
    const namespace = await testNamespace(context);
    const manifests = [await writeManifests(await temporaryFolder(context), fakePair)];
    const { graph } = await capabilities(namespace, { manifests });
    assert.deepEqual(graph?.edges, [{ caller: "gateway", callee: "user" }]);
    assert.deepEqual(await objectsIn(namespace), []);
  });

  it("that runs is used, and stays", async (context) => {
    const namespace = await testNamespace(context);
    await applyAll(namespace, fakePair);
    const before = await objectsIn(namespace);
    const { system, prepared, down } = await bringUp(context, namespace);
    assert.equal(prepared.stays, true);
    assert.match(system.urlsOf("gateway")[0] ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual(system.labelsOf("user"), { "app.kubernetes.io/name": "user" });
    assert.deepEqual(system.workloadOf("user"), { apiVersion: "apps/v1", kind: "Deployment", name: "user" });
    assert.throws(() => system.labelsOf("nobody"), RangeError);
    assert.deepEqual(await objectsIn(namespace), [...before, "lease.coordination.k8s.io/brownout"]);
    await down();
    assert.deepEqual(await objectsIn(namespace), before);
  });

  it("stays held while something of the run is left in it", async (context) => {
    const namespace = await testNamespace(context);
    await applyAll(namespace, fakePair);
    const { prepared, down } = await bringUp(context, namespace);
    const { undoer } = platformOn();
    const left = { ...prepared.undo, what: "NetworkChaos shop/left" };
    await assert.rejects(undoer.undo(prepared.undo, AbortSignal.timeout(20_000), [left]), {
      code: "E_LEASE_KEPT",
      message: "it keeps other runs away from what is left: NetworkChaos shop/left",
    });
    assert.ok((await objectsIn(namespace)).includes("lease.coordination.k8s.io/brownout"));
    await down();
    assert.equal(await undoer.isGone(prepared.undo, AbortSignal.timeout(20_000)), true);
  });

  it("gets manifests applied until all is ready, and removed again, and nothing else", async (context) => {
    const namespace = await testNamespace(context);
    await applyAll(namespace, fakeService({ name: "bystander" }));
    const before = await objectsIn(namespace);
    const manifests = [await writeManifests(await temporaryFolder(context), fakePair)];
    const { system, down } = await bringUp(context, namespace, { manifests });
    assert.deepEqual((await system.diagnose()).user, { ready: "2 of 2", restarts: 0 });
    const owner = ["get", "deployment", "user", "--output", "jsonpath={.metadata.ownerReferences[0].kind}"];
    assert.equal(await kubectl(["--namespace", namespace, ...owner]), "Lease");
    await down();
    assert.deepEqual(await objectsIn(namespace), before);
  });

  it("whose manifests don't get ready says what is wrong with a pod, and is empty again", async (context) => {
    const namespace = await testNamespace(context);
    const objects = [...fakeService({ name: "gateway" }), ...fakeService({ name: "user", node: "nowhere" })];
    const manifests = [await writeManifests(await temporaryFolder(context), objects)];
    await assert.rejects(bringUp(context, namespace, { manifests }, hastyClock), {
      code: "E_NOT_READY",
      message:
        /Deployment user isn't ready.*0 of 1 pods are ready\n {2}pod user-\S+: Pending \(Unschedulable: .*\n {2}event FailedScheduling/s,
    });
  });

  it("is held by one run at a time", async (context) => {
    const namespace = await testNamespace(context);
    await applyAll(namespace, fakePair);
    const first = await bringUp(context, namespace);
    await assert.rejects(bringUp(context, namespace), {
      code: "E_NAMESPACE_BUSY",
      message: new RegExp(
        `another run has the namespace ${namespace}: run ${first.runId} of .*, process ${process.pid}`,
      ),
    });
    const { warnings } = await capabilities(namespace);
    assert.match(warnings?.[0] ?? "", new RegExp(`another run has .* now: run ${first.runId}`));
    await first.down();
    await bringUp(context, namespace);
  });

  it("of a run that is gone is taken over, and rid of what that one made", async (context) => {
    const namespace = await testNamespace(context);
    const manifests = [await writeManifests(await temporaryFolder(context), fakePair)];
    await applyAll(namespace, [...labelled(fakePair, "gone"), expiredLease("gone", fakePair)]);
    const { warnings } = await capabilities(namespace, { manifests });
    assert.match(warnings?.[0] ?? "", /^a run that is gone left something in .*, which the next run takes out first/);
    const { system } = await bringUp(context, namespace, { manifests });
    const label = ["get", "deployment", "user", "--output", "jsonpath={.metadata.labels.brownout\\.dev/run}"];
    assert.equal(await kubectl(["--namespace", namespace, ...label]), system.runId);
  });

  it("that is taken away ends the run", async (context) => {
    const namespace = await testNamespace(context);
    await applyAll(namespace, fakePair);
    const { system } = await bringUp(context, namespace);
    const broken = firstTold<Error>((listener) => system.onBroken(listener));
    await kubectl(["--namespace", namespace, "delete", "lease", "brownout"]);
    assert.equal(((await broken) as { code?: string }).code, "E_LEASE_LOST");
  });

  it("tells of pods that go while no fault is to take them", async (context) => {
    const namespace = await testNamespace(context);
    await applyAll(namespace, fakePair);
    const { system } = await bringUp(context, namespace, {}, settledClock);
    const deaths: ServiceDeath[] = [];
    system.onServiceDied((death) => deaths.push(death));
    const over = system.expectEnds("user");
    const goneOf = async (service: string) => {
      const pods = ["--selector", `app.kubernetes.io/name=${service}`];
      await kubectl(["--namespace", namespace, "delete", "pod", ...pods, "--wait=true"]);
    };
    await goneOf("user");
    const told = firstTold<ServiceDeath>((listener) => system.onServiceDied(listener));
    await goneOf("gateway");
    assert.match((await told).why, /^pod gateway-\S+ was deleted, and no fault of this run did it$/);
    assert.deepEqual(new Set(deaths.map(({ service }) => service)), new Set(["gateway"]));
    over();
    const again = firstTold<ServiceDeath>((listener) =>
      system.onServiceDied((death) => {
        if (death.service === "user") listener(death);
      }),
    );
    await goneOf("user");
    assert.match((await again).why, /^pod user-\S+ was deleted/);
  });

  it("is left alone where faults aren't wanted", async (context) => {
    const namespace = await testNamespace(context, { team: "shop" });
    await assert.rejects(capabilities(namespace), {
      code: "E_NAMESPACE_REFUSED",
      message: /doesn't have the label brownout.dev\/allow=true/,
      hint: new RegExp(`kubectl .* label namespace ${namespace} brownout.dev/allow=true`),
    });
    await capabilities(namespace, { allowNamespace: true });
    for (const never of ["kube-system", "kube-public", "kube-node-lease", "chaos-mesh"]) {
      await assert.rejects(capabilities(never, { allowNamespace: true }), {
        code: "E_NAMESPACE_REFUSED",
        message: /the cluster itself lives there/,
      });
    }
    await assert.rejects(capabilities("not-there"), {
      code: "E_NAMESPACE_REFUSED",
      message: /has no namespace not-there/,
    });
    await assert.rejects(capabilities(namespace, { context: "no-such" }), { code: "E_NO_CONTEXT" });
  });

  it("that says production is taken for it", async (context) => {
    const namespace = await testNamespace(context, { "brownout.dev/allow": "true", env: "production" });
    assert.equal((await capabilities(namespace)).production, `the namespace ${namespace} has the label env=production`);
  });

  it("has services by selectors, of which each selects one workload", async (context) => {
    const namespace = await testNamespace(context);
    await applyAll(namespace, fakePair);
    const selectors = (frontend: string) => ({ selectors: { frontend } });
    const { graph } = await capabilities(namespace, selectors("app.kubernetes.io/name in (gateway)"));
    assert.deepEqual(graph?.services.map(({ name }) => name).sort(), ["frontend", "user"]);
    await assert.rejects(capabilities(namespace, selectors("app=none")), {
      code: "E_SELECTOR",
      message: /matches nothing/,
    });
    await assert.rejects(capabilities(namespace, selectors("app.kubernetes.io/name")), {
      code: "E_SELECTOR",
      message: /matches 2 workloads: Deployment gateway, Deployment user/,
    });
  });

  it("says when the load has no way to a service", async (context) => {
    const namespace = await testNamespace(context);
    await applyAll(namespace, fakePair.slice(0, 1));
    await assert.rejects(capabilities(namespace), { code: "E_NOT_REACHABLE", message: /no Kubernetes Service/ });
    const { reach } = await capabilities(namespace, { reach: { by: "port-forward" } });
    assert.match(reach ?? "", /forwarded to one ready pod.*: gateway at its pods' port 8080$/);
    await assert.rejects(capabilities(namespace, { reach: { by: "url", urls: {} } }), { code: "E_NOT_REACHABLE" });
  });

  it("takes the load from pods of its own, straight to Services or to URLs", async (context) => {
    const namespace = await testNamespace(context);
    await applyAll(namespace, fakePair);
    const phases = { warmUpMs: 0, baselineMs: 1000, faultMs: 1000, recoveryMs: 1000 };
    const reachWith = async (pods: number, more: Partial<KubernetesSpec> = {}) => {
      const experiment = { ...experimentIn(namespace, more), phases, loadFrom: { pods, image: "shop/brownout:1" } };
      const { reach, sendsLoad } = await platformOn().capabilities(experiment);
      assert.equal(sendsLoad, true);
      return reach;
    };
    assert.equal(
      await reachWith(3),
      "from 3 pods of shop/brownout:1 in the namespace, an equal share each, straight to its Services: gateway at http://gateway:80",
    );
    assert.equal(
      await reachWith(1, { reach: { by: "url", urls: { gateway: "http://shop.test/" } } }),
      "from a pod of shop/brownout:1 in the namespace, straight to the URLs of `reach`, where nothing tells whether what lies between is well: gateway at http://shop.test",
    );
    await kubectl(["--namespace", namespace, "delete", "service", "gateway"]);
    await assert.rejects(reachWith(1), { code: "E_NOT_REACHABLE", message: /no Kubernetes Service/ });
    // Nothing was made to find that out.
    assert.equal(await kubectl(["--namespace", namespace, "get", "jobs", "--output", "name"]), "");
  });

  const wrongManifests: readonly [string, object, RegExp][] = [
    [
      "of a kind that the cluster doesn't know",
      { apiVersion: "shop.dev/v1", kind: "Cart", metadata: { name: "c" } },
      /line 1: .*no Cart of shop.dev\/v1/,
    ],
    [
      "of no namespace",
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "another" } },
      /line 1: Namespace another is no part of a namespace/,
    ],
    [
      "with a field that its kind doesn't have",
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" }, dta: {} },
      /line 1: .*unknown field.*dta/,
    ],
    [
      "of what is there",
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "mine" } },
      /line 1: ConfigMap mine is already in the namespace/,
    ],
  ];
  for (const [what, object, message] of wrongManifests) {
    it(`takes no manifest ${what}`, async (context) => {
      const namespace = await testNamespace(context);
      await applyAll(namespace, [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "mine" } }]);
      const manifests = [await writeManifests(await temporaryFolder(context), [object])];
      await assert.rejects(capabilities(namespace, { manifests }), { code: "E_MANIFEST", message });
      assert.deepEqual(await objectsIn(namespace), ["configmap/mine"]);
    });
  }
});

type Meta = { readonly kind: string; readonly apiVersion: string; readonly metadata: { readonly name: string } };

function labelled(objects: readonly object[], runId: string): readonly object[] {
  return (objects as readonly Meta[]).map((object) => ({
    ...object,
    metadata: { ...object.metadata, labels: { "brownout.dev/run": runId } },
  }));
}

/** As a run leaves it that was killed an hour ago. */
function expiredLease(runId: string, objects: readonly object[]): object {
  const refs = (objects as readonly Meta[]).map(({ apiVersion, kind, metadata }) => ({
    apiVersion,
    kind,
    name: metadata.name,
  }));
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: "brownout",
      labels: { "brownout.dev/run": runId },
      annotations: { "brownout.dev/objects": JSON.stringify(refs) },
    },
    spec: {
      holderIdentity: `run ${runId}`,
      leaseDurationSeconds: 30,
      renewTime: new Date(Date.now() - 3_600_000).toISOString().replace("Z", "000Z"),
    },
  };
}
