import assert from "node:assert/strict";
import type { OnForwardTrouble } from "../../../src/clients/cluster/cluster.ts";
import type { ClusterObject } from "../../../src/clients/cluster/cluster-object.ts";
import { untilTrue } from "../../support/chaos-namespace.ts";
import { withoutCluster } from "../../support/namespace.ts";
import { testsNeeding } from "../../support/needs.ts";
import { openPodNamespace, type PodNamespace } from "../../support/pod-namespace.ts";

const { after, before, describe, test } = testsNeeding(withoutCluster);

describe("a real cluster", () => {
  let bench: PodNamespace;
  const stop = new AbortController();
  before(async () => {
    bench = await openPodNamespace("cluster-api");
    const { port } = await bench.cluster.forward(await livePod(), 8474, stop.signal);
    // Its pod has no probe, so it counts as ready before it listens.
    await untilTrue(() => version(port).then(Boolean, () => false));
  });
  after(async () => {
    stop.abort();
    await bench.close();
  });

  const livePod = async () => {
    const [pod] = await bench.pods("live");
    return { apiVersion: "v1", kind: "Pod", namespace: bench.namespace, name: pod?.metadata.name ?? "" };
  };
  const version = async (port: number, path = "/version") => (await fetch(`http://127.0.0.1:${port}${path}`)).text();

  test("forwards a port to a pod: each connection by itself, until the signal", async () => {
    const end = new AbortController();
    const { port } = await bench.cluster.forward(await livePod(), 8474, end.signal);
    const answers = await Promise.all(Array.from({ length: 8 }, () => version(port)));
    for (const answer of answers) assert.match(answer, /\d+\.\d+/);
    end.abort();
    await assert.rejects(version(port));
  });

  test("says why a forwarded connection breaks, and takes the next one", async () => {
    const troubles: string[] = [];
    const note: OnForwardTrouble = ({ message }, by) => troubles.push(`${by}: ${message}`);
    const { port } = await bench.cluster.forward(await livePod(), 9, stop.signal, note);
    await assert.rejects(version(port));
    await assert.rejects(version(port));
    assert.ok(troubles.length >= 2);
    assert.match(troubles[0] ?? "", /^pod: port 9 of pod .*(refused|failed to connect|forward)/);
  });

  test("says which pod isn't there to be forwarded to", async () => {
    const troubles: string[] = [];
    const note: OnForwardTrouble = ({ message }, by) => troubles.push(`${by}: ${message}`);
    const { port } = await bench.cluster.forward({ ...(await livePod()), name: "nobody" }, 80, stop.signal, note);
    await assert.rejects(version(port));
    assert.match(troubles[0] ?? "", /^pod: .*404/);
  });

  test("passes requests on to a service, and answers for it where it isn't there", async () => {
    const { cluster, namespace } = bench;
    const service = { apiVersion: "v1", kind: "Service", namespace, name: "live" };
    await cluster.create({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "live", namespace },
      spec: { selector: { "app.kubernetes.io/name": "live" }, ports: [{ name: "http", port: 80, targetPort: 8474 }] },
    });
    const { port } = await cluster.proxyTo(service, "http", stop.signal);
    await untilTrue(async () => (await fetch(`http://127.0.0.1:${port}/version`)).status === 200);
    assert.match(await version(port), /\d+\.\d+/);
    const made = await fetch(`http://127.0.0.1:${port}/proxies`, {
      method: "POST",
      body: JSON.stringify({ name: "p", listen: "127.0.0.1:0", upstream: "127.0.0.1:1" }),
    });
    assert.equal(made.status, 201);
    assert.match(await version(port, "/proxies/p"), /"upstream"/);
    const nobody = await cluster.proxyTo({ ...service, name: "nobody" }, 80, stop.signal);
    assert.equal((await fetch(`http://127.0.0.1:${nobody.port}/`)).status, 502);
  });

  test("shows a pod's last lines", async () => {
    const said = await bench.cluster.logs(await livePod(), { lines: 1 });
    assert.equal(said.trim().split("\n").length, 1);
    await assert.rejects(bench.cluster.logs({ ...(await livePod()), name: "nobody" }, { lines: 1 }), {
      code: "E_CLUSTER_NOT_FOUND",
    });
  });

  test("names the budget that refuses an eviction", async () => {
    const { cluster, namespace } = bench;
    const budget = {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "keep-both", namespace },
      spec: { minAvailable: 2, selector: { matchLabels: { "app.kubernetes.io/name": "pricing" } } },
    };
    await cluster.create(budget);
    const [pod] = await bench.pods("pricing");
    const ref = { apiVersion: "v1", kind: "Pod", namespace, name: pod?.metadata.name ?? "" };
    await assert.rejects(cluster.evict(ref, { uid: pod?.metadata.uid ?? "" }), {
      code: "E_DISRUPTION_BUDGET",
      budget: "keep-both",
    });
    await cluster.delete({ ...budget, name: "keep-both", namespace });
    await cluster.evict(ref, { uid: pod?.metadata.uid ?? "" });
    await cluster.evict(ref, { uid: pod?.metadata.uid ?? "" });
  });

  test("has schemas of its kinds, whole", async () => {
    const { cluster } = bench;
    const chaos = { apiVersion: "chaos-mesh.org/v1alpha1", kind: "NetworkChaos" };
    const schema = (await cluster.schemaOf(chaos)) as { properties: { spec: { properties: object } } };
    assert.ok("delay" in schema.properties.spec.properties);
    const pod = JSON.stringify(await cluster.schemaOf({ apiVersion: "v1", kind: "Pod" }));
    assert.ok(!pod.includes("$ref") && pod.includes("containerPort"));
    assert.ok(await cluster.schemaOf({ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" }));
    assert.equal(await cluster.schemaOf({ apiVersion: "apps/v1", kind: "Nothing" }), undefined);
    assert.equal(await cluster.schemaOf({ apiVersion: "nobody.dev/v1", kind: "Nothing" }), undefined);
    assert.deepEqual([await cluster.has(chaos), await cluster.has({ ...chaos, kind: "Nothing" })], [true, false]);
  });

  test("tries an object without making it, and shows the webhook's no with the field", async () => {
    const { cluster, namespace } = bench;
    const chaos = (spec: object): ClusterObject => ({
      apiVersion: "chaos-mesh.org/v1alpha1",
      kind: "NetworkChaos",
      metadata: { name: "tried", namespace },
      spec: { mode: "one", selector: { namespaces: [namespace] }, action: "delay", ...spec },
    });
    await cluster.create(chaos({ delay: { latency: "10ms", correlation: "0", jitter: "0ms" } }), { dryRun: true });
    const ref = { apiVersion: "chaos-mesh.org/v1alpha1", kind: "NetworkChaos", namespace, name: "tried" };
    assert.equal(await cluster.get(ref), undefined);
    const refused = { code: "E_CLUSTER_REJECTED" };
    await assert.rejects(
      cluster.create(chaos({ delay: { latency: "soon", correlation: "0", jitter: "0ms" } }), { dryRun: true }),
      refused,
    );
    await assert.rejects(cluster.create(chaos({ mode: "some" }), { dryRun: true }), refused);
    await assert.rejects(cluster.create(chaos({ delays: {} }), { dryRun: true }), { ...refused, message: /delays/ });
  });
});
