import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Access, Cluster } from "../../../src/clients/cluster/cluster.ts";
import type { Experiment } from "../../../src/files/experiment/experiment.ts";
import type { ReachSpec } from "../../../src/files/experiment/system-spec.ts";
import { checkAccess } from "../../../src/platforms/kubernetes/experiment-access.ts";
import { MissingRightsError } from "../../../src/platforms/kubernetes/kubernetes-errors.ts";
import { experimentOf } from "../../judge/plan/plan-input.ts";

const byProxy: ReachSpec = { by: "service-proxy" };
const manifests = ["v1 ConfigMap", "v1 ConfigMap", "apps/v1 Deployment", "nobody/v1 Nothing"].map((text, at) => {
  const [apiVersion = "", kind = ""] = text.split(" ");
  return { place: `shop.yaml, line ${at}`, object: { apiVersion, kind, metadata: { name: `one-${at}` } } };
});
const resources: Readonly<Record<string, string>> = { ConfigMap: "configmaps", Deployment: "deployments" };

function experimentWith(method: string, signals: Experiment["signals"] = []): Experiment {
  const requests = [{ method, service: "gateway", path: "/", headers: {}, weight: 1 }];
  return { ...experimentOf({}), signals, loads: [{ ...experimentOf({}).loads[0], requests }] } as Experiment;
}

/** The refusal where a user may do nothing of what `isDenied` picks. */
async function refusal(
  isDenied: (access: Access) => boolean,
  experiment: Experiment,
  reach: ReachSpec = byProxy,
  applied: typeof manifests = [],
): Promise<string> {
  const cluster: Partial<Cluster> = {
    context: "kind",
    may: async (access) => !isDenied(access),
    resourceOf: async ({ kind }) => resources[kind],
  };
  try {
    await checkAccess(experiment, reach, applied, { cluster: cluster as Cluster, namespace: "shop" });
    return "";
  } catch (error) {
    assert.ok(error instanceof MissingRightsError);
    return `${error.message}\n${error.hint}`;
  }
}

const deny =
  (...denied: readonly string[]) =>
  ({ verb, resource, namespace }: Access) =>
    namespace === "shop" && denied.includes(`${verb} ${resource}`);
const hpa = [{ name: "full", count: "hpa-at-maximum", service: "pricing", everyMs: 1000, staleAfterMs: 5000 }] as const;

describe("what a run of an experiment needs to be allowed to do", () => {
  test("is there for who may do everything", async () => {
    assert.equal(await refusal(() => false, experimentWith("POST", hpa), byProxy, manifests), "");
  });

  test("is said with the lines of a Role, all of it at once", async () => {
    const said = await refusal(deny("watch pods", "patch leases", "get leases"), experimentWith("GET"));
    assert.match(said, /^in namespace shop of context kind this user may not do what the experiment needs:$/m);
    assert.match(said, /^ {2}get, patch leases \(holding the namespace\)$/m);
    assert.match(said, /^ {4}- { apiGroups: \[coordination.k8s.io\], resources: \[leases\], verbs: \[get, patch\] }$/m);
    assert.match(said, /^ {4}- { apiGroups: \[""\], resources: \[pods\], verbs: \[watch\] }$/m);
  });

  for (const [method, verb] of [
    ["GET", "get"],
    ["HEAD", "get"],
    ["POST", "create"],
    ["PUT", "update"],
    ["PATCH", "patch"],
    ["DELETE", "delete"],
  ] as const) {
    test(`has the service proxy for ${method}, only where the load goes through it`, async () => {
      const isDenied = ({ resource }: Access) => resource === "services/proxy";
      const said = await refusal(isDenied, experimentWith(method));
      assert.match(said, new RegExp(`resources: \\[services/proxy\\], verbs: \\[${verb}\\]`));
      const straight: ReachSpec = { by: "url", urls: { gateway: "http://shop.test" } };
      assert.equal(await refusal(isDenied, experimentWith(method), straight), "");
      assert.equal(await refusal(isDenied, experimentWith(method), { by: "port-forward" }), "");
    });
  }

  test("has port-forwards where the load takes one", async () => {
    const isDenied = deny("create pods/portforward");
    assert.match(await refusal(isDenied, experimentWith("GET"), { by: "port-forward" }), /verbs: \[create\]/);
    assert.equal(await refusal(isDenied, experimentWith("GET")), "");
  });

  test("has port-forwards for a load from pods in the cluster, whatever the way", async () => {
    const inside = { ...experimentWith("GET"), loadFrom: { pods: 2 } };
    const denied = deny("create pods/portforward", "get services/proxy");
    const said = await refusal(denied, inside);
    assert.match(said, /create pods\/portforward \(the load, `from: cluster`\)/);
    assert.doesNotMatch(said, /services/);
  });

  test("has each kind of the manifests once, and leaves one that isn't known to others", async () => {
    const said = await refusal(({ resource }) => resource === "configmaps", experimentWith("GET"), byProxy, manifests);
    assert.match(said, /^ {2}get, create, delete configmaps \(manifests\)\nAdd/m);
    const deployments = await refusal(deny("delete deployments"), experimentWith("GET"), byProxy, manifests);
    assert.match(deployments, /{ apiGroups: \[apps\], resources: \[deployments\], verbs: \[delete\] }/);
  });

  test("has autoscalers where a signal counts them", async () => {
    const isDenied = ({ resource }: Access) => resource === "horizontalpodautoscalers";
    assert.match(await refusal(isDenied, experimentWith("GET", hpa)), /verbs: \[list, watch\]/);
    assert.equal(await refusal(isDenied, experimentWith("GET")), "");
  });
});
