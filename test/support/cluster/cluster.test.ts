import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { graphCommand } from "../../../src/cli/commands/graph.ts";
import { applyAll, fakeService, kubectl, testNamespace, withoutCluster } from "../namespace.ts";
import { testsNeeding } from "../needs.ts";
import { runCommand } from "../run-command.ts";

const { describe, test } = testsNeeding(withoutCluster);

/** Things that an experiment can expect of the cluster that tests run on (docs/test-cluster.md). */
describe("the test cluster", () => {
  async function inNamespace(context: TestContext) {
    const namespace = await testNamespace(context);
    return { namespace, run: (...args: readonly string[]) => kubectl(["--namespace", namespace, ...args]) };
  }

  const available = ["wait", "--for=condition=Available", "--timeout=60s", "deployment", "--all"];

  test("has pods on fake nodes, which Chaos Mesh kills", async (context) => {
    const { namespace, run } = await inNamespace(context);
    await applyAll(namespace, fakeService({ name: "user", replicas: 2 }));
    await run(...available);
    const before = await run("get", "pods", "--output", "jsonpath={.items[*].metadata.uid}");

    await applyAll(namespace, [podKill("user")]);
    await run("wait", "--for=condition=AllInjected", "--timeout=30s", "podchaos/kill");
    await run(...available);
    const after = await run("get", "pods", "--output", "jsonpath={.items[*].metadata.uid}");
    assert.equal(before.split(" ").filter((uid) => after.includes(uid)).length, 1);
  });

  test("has pods that run, find each other by name, and reach nothing else", async (context) => {
    const { namespace, run } = await inNamespace(context);
    const graph = join(import.meta.dirname, "../../../fixtures/graphs/pair.yaml");
    const { out } = await runCommand(graphCommand, "export", graph, "--to", "kubernetes");
    await kubectl(["--namespace", namespace, "create", "--filename", "-"], out);
    await run(...available);

    const proxied = `/api/v1/namespaces/${namespace}/services/front:8080/proxy/`;
    assert.equal(JSON.parse(await kubectl(["get", "--raw", proxied])).sources.back, "live");

    const tryOutside = "require('node:net').connect(80, '192.0.2.2').on('error', ({ code }) => console.log(code))";
    assert.equal(await run("exec", "deploy/front", "--", "node", "-e", tryOutside), "ENETUNREACH");
    const tryName = "require('node:dns').lookup('example.com', ({ code }) => console.log(code))";
    assert.equal(await run("exec", "deploy/front", "--", "node", "-e", tryName), "ENOTFOUND");
  });

  test("refuses chaos that its webhooks find wrong", async (context) => {
    const { namespace } = await inNamespace(context);
    const wrong = { ...podKill("user"), spec: { ...podKill("user").spec, action: "container-kill" } };
    await assert.rejects(applyAll(namespace, [wrong]), /containerNames/);
  });
});

function podKill(service: string) {
  return {
    apiVersion: "chaos-mesh.org/v1alpha1",
    kind: "PodChaos",
    metadata: { name: "kill" },
    spec: { action: "pod-kill", mode: "one", selector: { labelSelectors: { "app.kubernetes.io/name": service } } },
  };
}
