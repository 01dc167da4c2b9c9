import assert from "node:assert/strict";
import type { ClusterObject } from "../../../src/clients/cluster/cluster-object.ts";
import { openCluster } from "../../../src/clients/cluster/open-cluster.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { seededRandom } from "../../../src/values/random/random.ts";
import { kubectl, withoutCluster } from "../../support/namespace.ts";
import { testsNeeding } from "../../support/needs.ts";
import { asked, configMaps, openBench, refOf, watchAll } from "./fault-proxy-bench.ts";

const { describe, test } = testsNeeding(withoutCluster);

describe("a cluster behind a bad API server", () => {
  test("is watched on after its API server forgot where the watch was: what went in between is told", async (context) => {
    const bench = await openBench(context);
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
    const { proxy, cluster, configMap } = await openBench(context);
    proxy.add({ when: configMaps, fault: { do: "delay", delayMs: 2000 } });
    await cluster.create(configMap("slow"));
    assert.ok(await cluster.get(refOf(configMap("slow"))));
    assert.equal(proxy.count(configMaps), 2);
  });

  test("asks to come back later, and is given that time", async (context) => {
    const { proxy, cluster, configMap } = await openBench(context);
    const fault = { do: "refuse", status: 429, reason: "TooManyRequests", retryAfterS: 2 } as const;
    proxy.add({ when: configMaps, fault, times: 1 });
    const startMs = systemClock.nowMs();
    await cluster.create(configMap("later"));
    assert.ok(systemClock.nowMs() - startMs >= 2000);
    assert.equal(proxy.count(configMaps), 2);
  });

  test("takes a token no longer: says so; goes on with the next one of the same kubeconfig", async (context) => {
    const { proxy, cluster, configMap } = await openBench(context);
    const fault = { do: "refuse", status: 401, reason: "Unauthorized" } as const;
    const takeAway = proxy.add({ when: configMaps, fault });
    await assert.rejects(cluster.create(configMap("a")), { code: "E_CLUSTER_UNAUTHORIZED", hint: /Log in/ });
    takeAway();
    proxy.add({ when: configMaps, fault, times: 1 });
    await cluster.create(configMap("a"));
  });

  test("has no role for a user: the error has the rule to add", async (context) => {
    const { proxy, cluster, namespace, configMap } = await openBench(context);
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
    const { proxy, cluster, configMap } = await openBench(context);
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
    const { cluster, namespace, configMap } = await openBench(context);
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
    const { cluster, namespace, configMap } = await openBench(context);
    await cluster.create({
      ...configMap("held"),
      metadata: { name: "held", namespace, finalizers: ["brownout.dev/test"] },
    });
    await cluster.delete({ apiVersion: "v1", kind: "Namespace", name: namespace });
    await assert.rejects(cluster.create(configMap("late")), { code: "E_CLUSTER_NAMESPACE_ENDING" });
    await cluster.patch(refOf(configMap("held")), { metadata: { finalizers: null } });
  });

  test("has another clock than we", async (context) => {
    const { proxy, cluster } = await openBench(context);
    assert.ok(Math.abs(cluster.clockSkewMs) < 1500);
    proxy.clockAheadMs = -3_600_000;
    await cluster.version();
    assert.ok(Math.abs(cluster.clockSkewMs + 3_600_000) < 1500, `${cluster.clockSkewMs} ms`);
  });
});
