import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Cluster } from "../../../src/clients/cluster/cluster.ts";
import type { ClusterObject, ObjectQuery } from "../../../src/clients/cluster/cluster-object.ts";
import { graphOf, survey } from "../../../src/platforms/kubernetes/survey.ts";

interface Described {
  readonly kind?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly calls?: string;
  readonly replicas?: number;
}

function workload(name: string, { kind = "Deployment", labels, podLabels = {}, calls, replicas }: Described = {}) {
  const annotations = calls === undefined ? {} : { "brownout.dev/calls": calls };
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, labels, annotations },
    spec: { replicas, selector: { matchLabels: podLabels }, template: { metadata: { labels: podLabels } } },
  } as ClusterObject;
}

function service(name: string, selector: Readonly<Record<string, string>>, ports: readonly object[]): ClusterObject {
  return { apiVersion: "v1", kind: "Service", metadata: { name }, spec: { selector, ports } };
}

/** A cluster that has these objects, and lists them as a server does: without saying their kind. */
function surveyOf(
  objects: readonly ClusterObject[],
  selectors: Readonly<Record<string, string>> = {},
  mayBeEmpty: readonly string[] = [],
) {
  const cluster = {
    async *list({ kind }: ObjectQuery) {
      for (const object of objects) if (object.kind === kind) yield { metadata: object.metadata, spec: object.spec };
    },
  } as unknown as Cluster;
  return survey(cluster, "shop", { selectors, mayBeEmpty: new Set(mayBeEmpty) });
}

const names = async (...args: Parameters<typeof surveyOf>) => [...(await surveyOf(...args)).workloads.keys()].sort();

describe("what a namespace has", () => {
  it("is called by the labels of pods, then of workloads, then by name", async () => {
    const found = await names([
      workload("a", { podLabels: { "app.kubernetes.io/name": "pricing", app: "p" } }),
      workload("b", { podLabels: { app: "user" } }),
      workload("c", { labels: { app: "order" } }),
      workload("d", { kind: "StatefulSet" }),
      workload("e", { kind: "DaemonSet", podLabels: { app: "agent" } }),
    ]);
    assert.deepEqual(found, ["agent", "d", "order", "pricing", "user"]);
  });

  it("goes by its own names where several share a label", async () => {
    const podLabels = { "app.kubernetes.io/name": "redis" };
    assert.deepEqual(await names([workload("redis-master", { podLabels }), workload("redis-replica", { podLabels })]), [
      "redis-master",
      "redis-replica",
    ]);
  });

  it("goes by the experiment's selectors first", async () => {
    const podLabels = (role: string) => ({ app: "redis", role });
    const objects = [
      workload("redis-0", { podLabels: podLabels("master") }),
      workload("redis-1", { podLabels: podLabels("replica") }),
    ];
    assert.deepEqual(await names(objects, { store: "role=master" }), ["redis", "store"]);
  });

  it("has the replicas that are wanted, and the edges whose ends are there", async () => {
    const found = await surveyOf([
      workload("gateway", { calls: "pricing,user gone" }),
      workload("pricing", { replicas: 3 }),
      workload("user", { replicas: 0 }),
    ]);
    const own = {
      name: "file",
      services: [],
      edges: [
        { caller: "user", callee: "pricing" },
        { caller: "user", callee: "order" },
      ],
    };
    const { services, edges } = graphOf("shop", found, own);
    assert.deepEqual(
      services.map(({ replicas }) => replicas),
      [1, 3, 0],
    );
    assert.deepEqual(
      edges.map(({ caller, callee }) => `${caller} ${callee}`),
      ["gateway pricing", "gateway user", "user pricing"],
    );
    assert.deepEqual(found.warnings, ["gateway says it calls gone, which isn't in the namespace"]);
  });

  it("is reached by the Service that selects the pods, at its HTTP port", async () => {
    const podLabels = { app: "gateway", track: "stable" };
    const { ports } = await surveyOf([
      workload("gateway", { podLabels }),
      service("other", { app: "user" }, [{ port: 1 }]),
      service("any", { track: "stable" }, [{ port: 2 }]),
      service("gateway", { app: "gateway" }, [
        { name: "dns", port: 53, protocol: "UDP" },
        { name: "grpc", port: 9000 },
        { name: "http", port: 80, targetPort: "web" },
      ]),
    ]);
    assert.deepEqual(ports.get("gateway")?.name, "gateway");
    assert.deepEqual(ports.get("gateway")?.port, { number: 80, target: "web" });
  });

  it("hasn't a service whose selector matches nothing, where that may be, though a label is like its name", async () => {
    const objects = [workload("a", { podLabels: { app: "user" } }), workload("b", { podLabels: { app: "order" } })];
    assert.deepEqual(await names(objects, { user: "app=nobody" }, ["user"]), ["order"]);
    await assert.rejects(names(objects, { user: "app=nobody" }, ["order"]), { code: "E_SELECTOR" });
  });
});
