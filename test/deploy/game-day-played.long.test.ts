import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { TestContext } from "node:test";
import { loadAll } from "js-yaml";
import { kubectl, testNamespace, withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";

const { test } = testsNeeding(withoutCluster);

const folder = "deploy/kubernetes";

// biome-ignore lint/suspicious/noExplicitAny: read as any tool would
type Manifest = any;

/**
 * The folder as kubectl renders it, for a namespace of a test's own, with a shorter run that a busy machine passes, too,
 * and whose journal isn't kept.
 */
async function render(namespace: string): Promise<Manifest[]> {
  const text = (await kubectl(["kustomize", folder]))
    .replaceAll("namespace: shop", `namespace: ${namespace}`)
    .replace(/phases: .*/, "phases: { warm-up: 3s, baseline: 4s, fault: 8s, recovery: 14s }")
    .replaceAll("< 300ms", "< 8s")
    .replaceAll("error_rate < 1%", "error_rate < 40%")
    .replaceAll("recovery < 10s", "recovery < 13s");
  const objects = loadAll(text) as Manifest[];
  for (const { kind, spec } of objects) {
    if (kind !== "CronJob") continue;
    const { volumes } = spec.jobTemplate.spec.template.spec;
    spec.jobTemplate.spec.template.spec.volumes = volumes.map(({ name, persistentVolumeClaim, ...volume }: Manifest) =>
      persistentVolumeClaim ? { name, emptyDir: {} } : { name, ...volume },
    );
  }
  return objects.filter(({ kind }) => kind !== "Namespace");
}

/** Runs the game day now. Resolves when its pod has ended, with how and what it said. */
async function play(namespace: string, job: string): Promise<{ code: number; log: string; failed: boolean }> {
  const run = (...args: readonly string[]) => kubectl(["--namespace", namespace, ...args]);
  await run("create", "job", job, "--from=cronjob/brownout-game-day");
  await run("wait", `job/${job}`, "--for=create", "--timeout=10s");
  const pods = ["pod", `--selector=job-name=${job}`];
  await run("wait", ...pods, "--for=create", "--timeout=20s");
  // Not until it runs: one that ends at once may never be seen to.
  await run("wait", ...pods, "--for=jsonpath={.status.containerStatuses[0].containerID}", "--timeout=50s");
  const log = await run("logs", "--follow", `job/${job}`);
  const exitCode = "{.items[0].status.containerStatuses[0].state.terminated.exitCode}";
  await run("wait", ...pods, "--for=jsonpath={.status.containerStatuses[0].state.terminated}", "--timeout=20s");
  const code = Number(await run("get", ...pods, `--output=jsonpath=${exitCode}`));
  const end = code === 0 ? "Complete" : "Failed";
  await run("wait", `job/${job}`, `--for=condition=${end}`, "--timeout=20s");
  return { code, log, failed: end === "Failed" };
}

async function deploy(context: TestContext): Promise<string> {
  const namespace = await testNamespace(context);
  const apply = (input: string) => kubectl(["--namespace", namespace, "apply", "--filename", "-"], input);
  await apply(JSON.stringify({ apiVersion: "v1", kind: "List", items: await render(namespace) }));
  await apply(readFileSync("fixtures/k8s/checkout.yaml", "utf8"));
  await kubectl([
    "--namespace",
    namespace,
    "wait",
    "deployment",
    "--all",
    "--for=condition=Available",
    "--timeout=50s",
  ]);
  return namespace;
}

test("a game day from its CronJob kills a real pod under load, with no more rights than its Role, and ends as its verdict does", {
  timeout: 240_000,
}, async (context) => {
  const namespace = await deploy(context);
  const { code, log, failed } = await play(namespace, "passes");
  assert.equal(code, 0, log);
  assert.match(log, /took effect: pricing-\S+ of pricing: gone by uid/);
  assert.match(log, /PASS +kill-a-pod +exit code 0/);
  assert.ok(!failed);

  await kubectl(["label", "namespace", namespace, "brownout.dev/allow-"]);
  const refused = await play(namespace, "is-refused");
  assert.equal(refused.code, 64, refused.log);
  assert.match(refused.log, /doesn't have the label brownout\.dev\/allow=true/);
  assert.ok(refused.failed);
});
