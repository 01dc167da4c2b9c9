import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load, loadAll } from "js-yaml";
import { loadExperiment } from "../../src/assembly/load-experiment.ts";
import { podFaults } from "../../src/faults/pods/pod-recipes.ts";
import { kubectl, testNamespace, withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";

const folder = "deploy/kubernetes";
const experiment = `${folder}/kill-a-pod.yaml`;

// biome-ignore lint/suspicious/noExplicitAny: read as any tool would
type Manifest = any;

const rules: Manifest[] = (loadAll(readFileSync(`${folder}/access.yaml`, "utf8")) as Manifest[]).find(
  ({ kind }) => kind === "Role",
).rules;

test("its experiment is right, and in the namespace that it deploys to", async () => {
  const { system } = (await loadExperiment(experiment, { var: {} })).experiment;
  const { namespace } = load(readFileSync(`${folder}/kustomization.yaml`, "utf8")) as Manifest;
  assert.equal(system.kubernetes?.namespace, namespace);
});

test("its Role allows every fault that the API makes in a namespace", () => {
  const on = { workload: { kind: "Deployment" }, namespace: "shop" };
  const needed = podFaults.flatMap(({ needs }) => needs(on)).filter(({ namespace }) => namespace);
  assert.ok(needed.length > 0);
  for (const { verb, group, resource } of needed) {
    const rule = rules.find(({ apiGroups, resources }) => apiGroups.includes(group) && resources.includes(resource));
    assert.ok(rule?.verbs.includes(verb), `${verb} ${resource}`);
  }
});

const onCluster = testsNeeding(withoutCluster);

onCluster.describe("a game day from its CronJob", { timeout: 240_000 }, () => {
  onCluster.test("is taken by the server, every object as it stands", async (context) => {
    const namespace = await testNamespace(context);
    const items = (loadAll(await kubectl(["kustomize", folder])) as Manifest[]).map((object) => ({
      ...object,
      metadata: { ...object.metadata, ...(object.metadata.namespace && { namespace }) },
    }));
    const answer = await kubectl(
      ["apply", "--dry-run=server", "--filename", "-"],
      JSON.stringify({ apiVersion: "v1", kind: "List", items }),
    );
    assert.equal(answer.match(/ \(server dry run\)$/gm)?.length, items.length);
  });
});
