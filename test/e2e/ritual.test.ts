import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { load } from "js-yaml";
import { DEMO_SERVICE_IMAGE } from "../../src/values/images.ts";
import { cannotRun } from "../faults/network/network-pair.ts";
import { withoutImage } from "../support/docker.ts";
import { applyAll, fakeService, kubectl, testNamespace, withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";

const withEngine = testsNeeding(await withoutImage(DEMO_SERVICE_IMAGE));
const onCluster = testsNeeding(withoutCluster);
const ritual = ["kill-a-pod", "slow-dependency", "packet-loss"];

async function plan(context: TestContext, file: string, ...options: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await startBrownout(context, ["plan", file, ...options]).ended;
  assert.equal(code, 0, stderr);
  // What a plan tries out, it says before.
  assert.match(stderr, /^(trying what .*\n)?$/);
  assert.doesNotMatch(stdout, /^WARNINGS?\b/im);
  return stdout;
}

describe("the ritual's experiments plan without a warning", { concurrency: true }, () => {
  for (const name of ritual) {
    const file = `experiments/ritual/${name}.yaml`;
    test(`${name} on this machine`, { skip: name === "packet-loss" && cannotRun }, async (context) => {
      await plan(context, file);
    });
  }
});

withEngine.describe("and on Compose", { concurrency: true }, () => {
  for (const name of ritual) {
    withEngine.test(name, async (context) => {
      await plan(context, `experiments/ritual/${name}.yaml`, "--on", "compose");
    });
  }
});

onCluster.describe("and on a cluster", { concurrency: true }, () => {
  for (const name of ritual) {
    onCluster.test(name, async (context) => {
      const namespace = await testNamespace(context);
      await plan(context, `experiments/ritual/${name}.yaml`, "--on", "kubernetes", "--namespace", namespace);
    });
  }

  onCluster.test("with a manifest of Chaos Mesh as it is", async (context) => {
    const namespace = await testNamespace(context);
    // Called by the label that the manifest chooses its pods by.
    const text = JSON.stringify(fakeService({ name: "federation-rules" })).replaceAll("app.kubernetes.io/name", "app");
    await applyAll(namespace, JSON.parse(text));
    await kubectl(["--namespace", namespace, "wait", "deployment/federation-rules", "--for=condition=Available"]);
    const folder = await temporaryFolder(context);
    for (const name of ["kubernetes/federation-rules-slow.yaml", "manifests/federation-rules-latency.yaml"]) {
      await mkdir(dirname(join(folder, name)));
      const as = await readFile(`experiments/${name}`, "utf8");
      await writeFile(join(folder, name), as.replaceAll(/(namespaces?: \[?)tournaments/g, `$1${namespace}`));
    }
    const out = await plan(context, join(folder, "kubernetes/federation-rules-slow.yaml"), "--on", "kubernetes");
    assert.match(out, /creates NetworkChaos federation-rules-latency \(delay, mode one\)/);
  });
});

test("federation-rules-latency says what the article's says", () => {
  const manifest = load(readFileSync("experiments/manifests/federation-rules-latency.yaml", "utf8"));
  assert.deepEqual(manifest, {
    apiVersion: "chaos-mesh.org/v1alpha1",
    kind: "NetworkChaos",
    metadata: { name: "federation-rules-latency", namespace: "tournaments" },
    spec: {
      action: "delay",
      mode: "one",
      selector: { namespaces: ["tournaments"], labelSelectors: { app: "federation-rules" } },
      delay: { latency: "500ms", correlation: "50", jitter: "100ms" },
      duration: "5m",
    },
  });
});
