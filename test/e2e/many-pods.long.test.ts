import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { ApiFaultProxy } from "../support/api-proxy/api-fault-proxy.ts";
import type { ApiRequest } from "../support/api-proxy/api-request.ts";
import { applyAll, fakeService, kubectl, testNamespace, withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { startStandIn } from "../support/stand-in.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";

const { describe, test } = testsNeeding(withoutCluster);

/** As many as a page of a list has. */
const PAGE = 500;
/** So that a list is of three pages. */
const PODS = 2 * PAGE + 100;

/** A workload whose pods nothing schedules, so that they cost next to nothing. */
const waiting = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "waiting" },
  spec: {
    replicas: PODS,
    selector: { matchLabels: { app: "waiting" } },
    template: {
      metadata: { labels: { app: "waiting" } },
      spec: { schedulingGates: [{ name: "brownout.dev/never" }], containers: [{ name: "service", image: "fake" }] },
    },
  },
};

/** A namespace of many pods behind an API server whose requests are counted, and an experiment in it. */
async function manyPods(context: TestContext) {
  const [folder, namespace] = await Promise.all([temporaryFolder(context), testNamespace(context)]);
  await applyAll(namespace, [...fakeService({ name: "user", replicas: 2 }), waiting]);
  const areThere = ["wait", "deployment/waiting", `--for=jsonpath={.status.replicas}=${PODS}`, "--timeout=55s"];
  await kubectl(["--namespace", namespace, ...areThere]);
  const standIn = await startStandIn(context);
  const experiment = join(folder, "experiment.yaml");
  await writeFile(
    experiment,
    `name: many-pods
system: { kubernetes: {} }
load: { users: { request: "GET ${standIn}/", rate: 50/s } }
phases: { baseline: 2s, fault: 5s, recovery: 3s }
steady-state: [users.error_rate < 50%]
faults: [{ type: kill, on: user }]
expect: [users.error_rate < 50%]
`,
  );
  const proxy = await ApiFaultProxy.start(context, process.env.KUBECONFIG ?? "");
  const env = { ...process.env, KUBECONFIG: proxy.kubeconfigPath };
  const brownout = (...args: readonly string[]) => {
    const where = ["--on", "kubernetes", "--namespace", namespace];
    return startBrownout(context, [...args, experiment, ...where], folder, { env }).ended;
  };
  return { proxy, brownout };
}

function isReading({ verb }: ApiRequest): boolean {
  return verb === "list" || verb === "watch";
}

function selectorOf({ path }: ApiRequest): string | null {
  return new URL(path, "https://api").searchParams.get("labelSelector");
}

function limitOf({ path }: ApiRequest): string | null {
  return new URL(path, "https://api").searchParams.get("limit");
}

describe("a namespace of more pods than a list's page has", { timeout: 170_000 }, () => {
  test("is planned without a list of them all, and watched through a run, not listed again", async (context) => {
    const { proxy, brownout } = await manyPods(context);
    const planned = await brownout("plan");
    assert.equal(planned.code, 0, planned.stderr);
    const whilePlanning = proxy.requests.splice(0);
    // One page shows that the service has pods at all.
    const pages = whilePlanning.filter(({ resource, verb }) => resource === "pods" && verb === "list");
    assert.deepEqual(pages.map(selectorOf), ["app.kubernetes.io/name=user"]);
    assert.ok(!whilePlanning.some(({ verb }) => verb === "watch"));

    const ran = await brownout("run");
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const lists = proxy.requests.filter(({ verb }) => verb === "list");
    assert.deepEqual([...new Set(lists.map(limitOf))], [`${PAGE}`]);
    const ofAllPods = proxy.requests.filter((one) => one.resource === "pods" && isReading(one) && !selectorOf(one));
    const [first, second, third, ...watches] = ofAllPods.map(({ verb }) => verb);
    assert.deepEqual([first, second, third], ["list", "list", "list"]);
    assert.deepEqual([...new Set(watches)], ["watch"]);
  });
});
