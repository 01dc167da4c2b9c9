import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { dump, load } from "js-yaml";
import { ApiFaultProxy } from "../support/api-proxy/api-fault-proxy.ts";
import {
  applyAll,
  fakePair,
  fakeService,
  kubectl,
  testNamespace,
  untilReady,
  withoutCluster,
} from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { startStandIn } from "../support/stand-in.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import type { Ended } from "./brownout-process.ts";
import { startBrownout } from "./brownout-process.ts";

const { describe, test } = testsNeeding(withoutCluster);

const options = { concurrency: true, timeout: 150_000 };
const kill = { type: "kill", on: "user" };

interface Asked {
  readonly verb?: "plan" | "run";
  readonly faults?: readonly object[];
  /** Under `system.kubernetes`. */
  readonly place?: object;
  /** Other parts of the experiment. */
  readonly parts?: object;
  readonly args?: readonly string[];
  readonly kubeconfig?: string | undefined;
}

/** `brownout plan`, or `run`, of an experiment on a gateway and a user service of fake pods, as a user would. */
async function brownout(context: TestContext, namespace: string, asked: Asked = {}): Promise<Ended> {
  const { verb = "plan", faults = [kill], place = {}, parts = {}, args = [] } = asked;
  const [folder, gateway] = await Promise.all([temporaryFolder(context), startStandIn(context)]);
  const experiment = {
    name: "bad-input",
    system: { kubernetes: { reach: { gateway }, ...place } },
    load: { shoppers: { request: "GET gateway/", rate: "20/s" } },
    phases: { baseline: "2s", fault: "2s", recovery: "2s" },
    "steady-state": ["shoppers.error_rate < 50%"],
    faults,
    expect: ["shoppers.error_rate < 50%"],
    ...parts,
  };
  const path = join(folder, "experiment.yaml");
  await writeFile(path, dump(experiment));
  const where = ["--on", "kubernetes", "--namespace", namespace, ...args];
  const kubeconfig = "kubeconfig" in asked ? asked.kubeconfig : process.env.KUBECONFIG;
  const env = { ...process.env, HOME: folder, KUBECONFIG: kubeconfig };
  return startBrownout(context, [verb, path, ...where], folder, { env }).ended;
}

/** Writes what somebody's kubeconfig would be, made of the one that tests have. */
// biome-ignore lint/suspicious/noExplicitAny: read as any tool would
async function kubeconfigOf(context: TestContext, change: (config: any) => object): Promise<string> {
  const path = join(await temporaryFolder(context), "kubeconfig");
  await writeFile(path, dump(change(load(await readFile(process.env.KUBECONFIG ?? "", "utf8")))));
  return path;
}

async function pairIn(context: TestContext): Promise<string> {
  const namespace = await testNamespace(context);
  await applyAll(namespace, [...fakePair, ...fakeService({ name: "idle", replicas: 0 })]);
  await untilReady(namespace, "user");
  return namespace;
}

describe("a cluster that can't be had ends the command with what to do", options, () => {
  test("no kubeconfig at all", async (context) => {
    const { code, stderr } = await brownout(context, "shop", { kubeconfig: undefined });
    assert.equal(code, 64, stderr);
    assert.match(stderr, /^error \(E_NO_KUBECONFIG\): there is no kubeconfig: .*\n {2}Get one from whoever runs/);
  });

  test("a server that isn't there", async (context) => {
    const kubeconfig = await kubeconfigOf(context, (config) => {
      config.clusters[0].cluster.server = "https://127.0.0.1:1";
      return config;
    });
    const { code, stderr } = await brownout(context, "shop", { kubeconfig });
    assert.equal(code, 3, stderr);
    assert.match(stderr, /^error \(E_CLUSTER_AWAY\): .*https:\/\/127\.0\.0\.1:1.*\n {2}Nothing listens there/);
  });

  test("a context that isn't in any of several files", async (context) => {
    const other = await kubeconfigOf(context, ({ contexts: [{ context: own }] }) => ({
      contexts: [{ name: "other", context: { ...own, namespace: "kube-system" } }],
    }));
    const kubeconfig = `${other}:${process.env.KUBECONFIG}`;
    const { code, stderr } = await brownout(context, "shop", { kubeconfig, args: ["--context", "nope"] });
    assert.equal(code, 64, stderr);
    assert.match(stderr, /there is no context "nope".*\n {2}Choose one with --context or .*: other, \S+\.$/m);
    const chosen = await brownout(context, "not-there", { kubeconfig, args: ["--context", "other"] });
    assert.match(chosen.stderr, /context other has no namespace not-there/);
  });

  test("no Chaos Mesh in it", async (context) => {
    const namespace = await pairIn(context);
    const proxy = await ApiFaultProxy.start(context, process.env.KUBECONFIG ?? "");
    proxy.add({
      when: ({ path }) => path.includes("chaos-mesh.org"),
      fault: { do: "refuse", status: 404, reason: "NotFound" },
    });
    const kubeconfig = proxy.kubeconfigPath;
    const faults = [{ type: "packet-loss", on: "user", loss: "5%" }];
    const { code, stderr } = await brownout(context, namespace, { kubeconfig, faults });
    assert.equal(code, 64, stderr);
    assert.match(stderr, /packet-loss-1: Chaos Mesh isn't installed in the cluster; install it with Helm \(https:/);
    assert.match(stderr, /without it these work: kill, terminate, restart, pod-evict, scale, cordon/);
    assert.equal((await brownout(context, namespace, { kubeconfig })).code, 0);
  });

  test("a user who may not do what the experiment needs, and then may", async (context) => {
    const namespace = await pairIn(context);
    await kubectl(["--namespace", namespace, "apply", "--filename", "deploy/kubernetes/access.yaml"]);
    const token = await kubectl(["--namespace", namespace, "create", "token", "brownout"]);
    const kubeconfig = await kubeconfigOf(context, (config) => {
      config.users[0].user = { token };
      return config;
    });
    const place = { reach: "service-proxy" };
    const refused = await brownout(context, namespace, { verb: "run", kubeconfig, place });
    assert.equal(refused.code, 64, refused.stderr);
    assert.match(
      refused.stderr,
      /E_MISSING_RIGHTS.*\n {2}get services\/proxy \(the load, by `reach: service-proxy`\)$/m,
    );
    assert.match(refused.stderr, /- { apiGroups: \[""\], resources: \[services\/proxy\], verbs: \[get\] }$/m);
    const more = ["--verb=get", "--resource=services/proxy"];
    await kubectl(["--namespace", namespace, "create", "role", "more", ...more]);
    const bound = ["--role=more", `--serviceaccount=${namespace}:brownout`];
    await kubectl(["--namespace", namespace, "create", "rolebinding", "more", ...bound]);
    const planned = await brownout(context, namespace, { kubeconfig, place });
    assert.equal(planned.code, 0, planned.stderr);
  });

  test("no daemon of Chaos Mesh in it: the doctor says what is never made", async (context) => {
    const { stdout } = await startBrownout(context, ["doctor", "--json"]).ended;
    const found: readonly { readonly name: string; readonly state: string; readonly found: string }[] =
      JSON.parse(stdout);
    const mesh = found.find(({ name }) => name === "Chaos Mesh");
    assert.equal(mesh?.state, "missing", mesh?.found);
    assert.match(mesh?.found ?? "", /has its kinds, and no chaos-daemon: without one only pause goes in/);
  });

  test("recover in a namespace that isn't there", async (context) => {
    const args = ["recover", "--on", "kubernetes", "--namespace", "not-there"];
    const { code, stderr } = await startBrownout(context, args).ended;
    assert.equal(code, 64);
    assert.match(stderr, /has no namespace not-there/);
  });
});

describe("targets that aren't there, or are too many", options, () => {
  const nobody = { selectors: { user: "app=nobody" } };

  for (const [what, asked, said] of [
    ["a selector that matches nothing", { place: nobody }, /"app=nobody", matches nothing: .*\n.*`allow-empty: true`/],
    ["a service without pods", { faults: [{ type: "kill", on: "idle" }] }, /kill-1: idle is scaled to no pods at all/],
    [
      "more replicas than its limits allow",
      { parts: { limits: { "max-replicas": 1 } }, faults: [{ ...kill, mode: "all" }] },
      /take 2 replicas \(kill-1 2\), limits\.max-replicas allows 1/,
    ],
  ] as const) {
    test(`${what}: refused when planning`, async (context) => {
      const { code, stderr } = await brownout(context, await pairIn(context), asked);
      assert.equal(code, 64, stderr);
      assert.match(stderr, said);
    });
  }

  test("an autoscaler that a signal speaks of: refused when planning, until there is one", async (context) => {
    const namespace = await pairIn(context);
    const asked = {
      parts: { signals: { full: { kubernetes: "hpa-at-maximum", of: "user" } }, abort: ["full.value >= 1 over 1s"] },
    };
    const { code, stderr } = await brownout(context, namespace, asked);
    assert.equal(code, 64, stderr);
    assert.match(stderr, /no HorizontalPodAutoscaler scales Deployment user\n {2}`kubectl get hpa`/);
    await kubectl(["--namespace", namespace, "autoscale", "deployment", "user", "--max=3"]);
    assert.equal((await brownout(context, namespace, asked)).code, 0);
  });

  test("a selector that may match nothing: left out, and no pass when it was the only fault", async (context) => {
    const namespace = await pairIn(context);
    const faults = [{ ...kill, "allow-empty": true }];
    const { code, stdout, stderr } = await brownout(context, namespace, { verb: "run", place: nobody, faults });
    assert.equal(code, 3, stderr);
    assert.match(stderr, /^warning: kill-1 is left out: there is no user in namespace /m);
    assert.match(stdout, /• no fault was put in, so nothing was proved\n• kill-1 was left out: there is no user/);
    assert.equal(await kubectl(["--namespace", namespace, "get", "lease", "--output", "name"]), "");
  });

  test("a fault that is left out beside one that isn't: a pass that says so", async (context) => {
    const faults = [kill, { type: "kill", on: "idle", "allow-empty": true }];
    const { code, stdout, stderr } = await brownout(context, await pairIn(context), { verb: "run", faults });
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /every other fault took effect and is out again\n• kill-2 was left out: idle is scaled to no/);
  });
});
