import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createRun } from "../../src/records/journal/run-folder.ts";
import type { UndoRecord } from "../../src/values/undo-record.ts";
import { brownoutHere } from "../support/brownout-here.ts";
import { recorded, runStarted } from "../support/run-events.ts";
import { slowness, startSlowProxy } from "../support/slow-proxy.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";

type CraftedRecord = Pick<UndoRecord, "kind" | "data">;

/** Writes a folder with one run, whose journal has this record alone. */
async function runWith(context: TestContext, record: CraftedRecord): Promise<string> {
  const runs = await temporaryFolder(context);
  const { journal, claim } = await createRun(runs, "run-1", []);
  journal.append(runStarted("crafted"));
  journal.append(recorded({ id: "crafted", what: "something", manual: "nothing", ...record }));
  await journal.close();
  await claim.release();
  return runs;
}

const engine = { host: "unix:///var/run/docker.sock" };
const cluster = { kubeconfig: ["/nowhere/kubeconfig"], context: "staging" };
const workload = { name: "pricing", uid: "1-2", apiVersion: "apps/v1", kind: "Deployment" };
const target = {
  run: "run-1",
  fault: "scale-1",
  namespace: "shop",
  service: "pricing",
  workload,
  labels: { app: "pricing" },
  pods: [{ name: "pricing-0", uid: "3" }],
  before: ["3"],
};
const podFault = { cluster, type: "scale", target, found: { from: 1, to: 2 } };
const cases: readonly (CraftedRecord & { asks: string })[] = [
  { asks: "processes by any word", kind: "local-system", data: { token: "", isApart: false } },
  { asks: "no data", kind: "local-system", data: null },
  {
    asks: "a table that isn't ours",
    kind: "network",
    data: { namespace: { kind: "netns", id: "x" }, by: "table", mark: "filter", token: "loss-1@netns:x" },
  },
  {
    asks: "a namespace by a path",
    kind: "network",
    data: { namespace: { kind: "netns", id: "../../proc/1/ns/net" }, by: "table", mark: "brownout_x", token: "a@b" },
  },
  {
    asks: "a project's option",
    kind: "compose-project",
    data: { engine, project: "--all", token: "t", stays: false, networks: [], volumes: [] },
  },
  { asks: "a server that isn't one", kind: "proxy-down", data: { apiUrl: "file:///etc", proxy: "x" } },
  {
    asks: "a path of the engine",
    kind: "container",
    data: { engine, container: "../images", name: "x", service: "x", replica: 1 },
  },
  {
    asks: "an object that Chaos Mesh doesn't have",
    kind: "chaos-mesh",
    data: { cluster, kind: "Schedule", namespace: "shop", name: "x", run: "run-1" },
  },
  {
    asks: "a kubeconfig of the folder that it is called in",
    kind: "chaos-mesh",
    data: { cluster: { kubeconfig: ["kubeconfig"] }, kind: "PodChaos", namespace: "shop", name: "x", run: "run-1" },
  },
  {
    asks: "everything that no run made",
    kind: "kubernetes-namespace",
    data: { cluster, namespace: "shop", runId: "", objects: [{ apiVersion: "v1", kind: "Namespace", name: "shop" }] },
  },
  {
    asks: "a path of the cluster's API",
    kind: "kubernetes-namespace",
    data: { cluster, namespace: "shop/../kube-system", runId: "run-1", objects: [] },
  },
  { asks: "a fault that isn't one", kind: "pods", data: { ...podFault, type: "drain" } },
  { asks: "a number of pods below none", kind: "pods", data: { ...podFault, found: { from: -1, to: 2 } } },
  {
    asks: "pods of what isn't a workload",
    kind: "pods",
    data: { ...podFault, target: { ...target, workload: { ...workload, kind: "Namespace", apiVersion: "v1" } } },
  },
];

for (const { asks, ...record } of cases) {
  test(`a record of the kind ${record.kind} that asks for ${asks} is refused`, async (context) => {
    const { code, stderr } = await brownoutHere(context, ["recover", "--runs", await runWith(context, record)]);
    assert.equal(code, 4, stderr);
    assert.match(stderr, /crafted is none that a run makes of the kind/);
    assert.doesNotMatch(stderr, /defect/);
  });
}

test("a record of another's toxic is refused, and the toxic stays", async (context) => {
  const proxy = await startSlowProxy(context);
  const fault = await slowness(proxy.url);
  await fault.inject(AbortSignal.timeout(20_000));
  const { toxics: _, ...rest } = fault.undo.data as { readonly toxics: readonly string[] };
  const runs = await runWith(context, { kind: "toxic", data: { ...rest, toxics: ["mine"] } });
  const { code, stderr } = await startBrownout(context, ["recover", "--runs", runs]).ended;
  assert.equal(code, 4, stderr);
  assert.match(stderr, /none that a run makes of the kind toxic/);
  assert.equal((await proxy.toxics()).length, 1);
});
