import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Cluster } from "../../../src/clients/cluster/cluster.ts";
import type { ClusterObject, WatchEvent } from "../../../src/clients/cluster/cluster-object.ts";
import { openCluster } from "../../../src/clients/cluster/open-cluster.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { seededRandom } from "../../../src/values/random/random.ts";
import { ApiFaultProxy } from "../../support/api-proxy/api-fault-proxy.ts";
import type { ApiRequest } from "../../support/api-proxy/api-request.ts";
import { untilTrue } from "../../support/chaos-namespace.ts";
import { kubectl, testNamespace, withoutCluster } from "../../support/namespace.ts";
import { testsNeeding } from "../../support/needs.ts";

const { describe, test } = testsNeeding(withoutCluster);

interface Bench {
  readonly proxy: ApiFaultProxy;
  readonly cluster: Cluster;
  readonly namespace: string;
  configMap(name: string, data?: Readonly<Record<string, string>>): ClusterObject;
}

async function open(context: TestContext): Promise<Bench> {
  const proxy = await ApiFaultProxy.start(context, process.env.KUBECONFIG ?? "");
  const namespace = await testNamespace(context);
  const address = { kubeconfig: [proxy.kubeconfigPath] };
  const cluster = await openCluster(address, { clock: systemClock, random: seededRandom(1), namespace });
  await cluster.version();
  const configMap = (name: string, data: Readonly<Record<string, string>> = {}) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace },
    data,
  });
  return { proxy, cluster, namespace, configMap };
}

const refOf = ({ apiVersion, kind, metadata: { name = "", namespace = "" } }: ClusterObject) => ({
  apiVersion,
  kind,
  name,
  namespace,
});

const configMaps = ({ resource }: ApiRequest) => resource === "configmaps";
const asked = (verb: string) => (request: ApiRequest) => configMaps(request) && request.verb === verb;

const pause = (ms: number) => new Promise<void>((resolve) => systemClock.after(ms, resolve));

/** A watch of the namespace's ConfigMaps, but for the one that every namespace has. */
function watchAll({ cluster, namespace }: Bench, context: TestContext) {
  const told: string[] = [];
  const troubles: (Error | undefined)[] = [];
  const stop = new AbortController();
  context.after(() => stop.abort());
  const onEvent = ({ type, object: { metadata } }: WatchEvent) => {
    if (metadata.name !== "kube-root-ca.crt") told.push(`${type} ${metadata.name}`);
  };
  const query = { apiVersion: "v1", kind: "ConfigMap", namespace };
  cluster.watch(query, onEvent, { signal: stop.signal, onTrouble: (error) => troubles.push(error) });
  return { told, troubles, until: (event: string) => untilTrue(async () => told.at(-1) === event) };
}

describe("a cluster behind a bad API server", () => {
  test("is there again after 10 s: the call under way, and the watch, without a list", async (context) => {
    const bench = await open(context);
    const { proxy, cluster, configMap } = bench;
    await cluster.create(configMap("before"));
    const kept = await cluster.create(configMap("kept"));
    const watch = watchAll(bench, context);
    await watch.until("ADDED kept");
    await untilTrue(async () => proxy.count(asked("watch")) > 0);
    await proxy.goAway();
    const called = cluster.patch(refOf(kept), { data: { a: "meanwhile" } });
    await kubectl(["--namespace", bench.namespace, "delete", "configmap", "before"]);
    await pause(10_000);
    await proxy.comeBack();
    assert.deepEqual((await called).data, { a: "meanwhile" });
    await watch.until("MODIFIED kept");
    assert.deepEqual(watch.told, ["ADDED before", "ADDED kept", "DELETED before", "MODIFIED kept"]);
    assert.equal(proxy.count(asked("list")), 1);
    assert.match(watch.troubles[0]?.message ?? "", /could not watch ConfigMaps/);
    assert.equal(watch.troubles.at(-1), undefined);
  });

  test("is watched on after its API server forgot where the watch was: what went in between is told", async (context) => {
    const bench = await open(context);
    const { proxy, cluster, configMap, namespace } = bench;
    await cluster.create(configMap("goes"));
    await cluster.create(configMap("stays"));
    const watch = watchAll(bench, context);
    await watch.until("ADDED stays");
    await proxy.goAway();
    await kubectl(["--namespace", namespace, "delete", "configmap", "goes"]);
    proxy.add({ when: asked("watch"), fault: { do: "expire-watch" }, times: 1 });
    await proxy.comeBack();
    await watch.until("DELETED goes");
    assert.deepEqual(watch.told, ["ADDED goes", "ADDED stays", "ADDED stays", "DELETED goes"]);
    assert.equal(proxy.count(asked("list")), 2);
  });

  test("answers slowly, and is waited for", async (context) => {
    const { proxy, cluster, configMap } = await open(context);
    proxy.add({ when: configMaps, fault: { do: "delay", delayMs: 2000 } });
    await cluster.create(configMap("slow"));
    assert.ok(await cluster.get(refOf(configMap("slow"))));
    assert.equal(proxy.count(configMaps), 2);
  });

  test("asks to come back later, and is given that time", async (context) => {
    const { proxy, cluster, configMap } = await open(context);
    const fault = { do: "refuse", status: 429, reason: "TooManyRequests", retryAfterS: 2 } as const;
    proxy.add({ when: configMaps, fault, times: 1 });
    const startMs = systemClock.nowMs();
    await cluster.create(configMap("later"));
    assert.ok(systemClock.nowMs() - startMs >= 2000);
    assert.equal(proxy.count(configMaps), 2);
  });

  test("takes a token no longer: says so; goes on with the next one of the same kubeconfig", async (context) => {
    const { proxy, cluster, configMap } = await open(context);
    const fault = { do: "refuse", status: 401, reason: "Unauthorized" } as const;
    const takeAway = proxy.add({ when: configMaps, fault });
    await assert.rejects(cluster.create(configMap("a")), { code: "E_CLUSTER_UNAUTHORIZED", hint: /Log in/ });
    takeAway();
    proxy.add({ when: configMaps, fault, times: 1 });
    await cluster.create(configMap("a"));
  });

  test("has no role for a user: the error has the rule to add", async (context) => {
    const { proxy, cluster, namespace, configMap } = await open(context);
    await kubectl(["--namespace", namespace, "create", "serviceaccount", "poor"]);
    const token = await kubectl(["--namespace", namespace, "create", "token", "poor"]);
    const kubeconfig = ["--kubeconfig", proxy.kubeconfigPath, "config"];
    await kubectl([...kubeconfig, "set-credentials", "poor", `--token=${token}`]);
    const admin = await kubectl([...kubeconfig, "view", "--output", "jsonpath={.contexts[0].context.cluster}"]);
    await kubectl([...kubeconfig, "set-context", "poor", `--cluster=${admin}`, "--user=poor"]);
    const address = { kubeconfig: [proxy.kubeconfigPath], context: "poor" };
    const poor = await openCluster(address, { clock: systemClock, random: seededRandom(1), namespace });
    await assert.rejects(poor.create(configMap("a")), {
      code: "E_CLUSTER_FORBIDDEN",
      message: new RegExp(
        `user "system:serviceaccount:${namespace}:poor" may not create configmaps in namespace ${namespace}`,
      ),
      hint: /\{apiGroups: \[""\], resources: \["configmaps"\], verbs: \["create"\]\}/,
    });
    const access = { verb: "create", group: "", resource: "pods/eviction", namespace };
    assert.deepEqual([await poor.may(access), await cluster.may(access)], [false, true]);
  });

  test("loses an answer: what may come twice does; a create that went through is a conflict for its caller", async (context) => {
    const { proxy, cluster, configMap } = await open(context);
    const lose = () => proxy.add({ when: configMaps, fault: { do: "lose-answer" }, times: 1 });
    lose();
    await assert.rejects(cluster.create(configMap("made")), { code: "E_CLUSTER_AWAY" });
    await assert.rejects(cluster.create(configMap("made")), { code: "E_CLUSTER_CONFLICT", message: /already exists/ });
    lose();
    assert.equal((await cluster.patch(refOf(configMap("made")), { data: { a: "1" } })).kind, "ConfigMap");
    const { metadata } = (await cluster.get(refOf(configMap("made")))) as ClusterObject;
    lose();
    await cluster.delete(refOf(configMap("made")), { uid: metadata.uid ?? "" });
    assert.equal(await cluster.get(refOf(configMap("made"))), undefined);
  });

  test("has an object that others change, own, delete and make anew", async (context) => {
    const { cluster, namespace, configMap } = await open(context);
    const made = await cluster.create(configMap("shared", { a: "1" }));
    const ref = refOf(made);
    await kubectl(["--namespace", namespace, "patch", "configmap", "shared", "--patch", '{"data":{"a":"2"}}']);
    const { resourceVersion = "" } = made.metadata;
    await assert.rejects(cluster.patch(ref, { metadata: { resourceVersion }, data: { a: "3" } }), {
      code: "E_CLUSTER_CONFLICT",
    });
    await kubectl(["--namespace", namespace, "delete", "configmap", "shared"]);
    await assert.rejects(cluster.patch(ref, { data: { a: "3" } }), { code: "E_CLUSTER_NOT_FOUND" });
    await cluster.delete(ref);
    const again = await cluster.create(configMap("shared"));
    await cluster.delete(ref, { uid: made.metadata.uid ?? "" });
    assert.equal((await cluster.get(ref))?.metadata.uid, again.metadata.uid);
  });

  test("deletes the namespace meanwhile", async (context) => {
    const { cluster, namespace, configMap } = await open(context);
    await cluster.create({
      ...configMap("held"),
      metadata: { name: "held", namespace, finalizers: ["brownout.dev/test"] },
    });
    await cluster.delete({ apiVersion: "v1", kind: "Namespace", name: namespace });
    await assert.rejects(cluster.create(configMap("late")), { code: "E_CLUSTER_NAMESPACE_ENDING" });
    await cluster.patch(refOf(configMap("held")), { metadata: { finalizers: null } });
  });

  test("has another clock than we", async (context) => {
    const { proxy, cluster } = await open(context);
    assert.ok(Math.abs(cluster.clockSkewMs) < 1500);
    proxy.clockAheadMs = -3_600_000;
    await cluster.version();
    assert.ok(Math.abs(cluster.clockSkewMs + 3_600_000) < 1500, `${cluster.clockSkewMs} ms`);
  });
});
