import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Cluster } from "../../../src/clients/cluster/cluster.ts";
import type { Workload } from "../../../src/clients/cluster/workload.ts";
import { withElsewhere } from "../../../src/faults/elsewhere.ts";
import { podKinds } from "../../../src/faults/kinds.ts";
import { podCapabilities } from "../../../src/faults/pods/pod-capabilities.ts";
import { podFaults } from "../../../src/faults/pods/pod-recipes.ts";
import type { FaultSpec, Mode } from "../../../src/files/experiment/fault-spec.ts";
import { localCapabilities } from "../../../src/platforms/local/capabilities.ts";
import { experimentOf } from "../../judge/plan/plan-input.ts";
import { faultOf } from "../chaos-mesh/chaos-plan.ts";

interface Situation {
  readonly pods?: number;
  readonly desired?: number;
  readonly kind?: string;
  /** `patch deployments` */
  readonly forbidden?: readonly string[];
}

function clusterWith({ pods = 2, forbidden = [] }: Situation): Cluster {
  const used: Partial<Cluster> = {
    async *list() {
      for (let at = 1; at <= pods; at++) yield { apiVersion: "v1", kind: "Pod", metadata: { name: `pricing-${at}` } };
    },
    may: async ({ verb, resource }) => !forbidden.includes(`${verb} ${resource}`),
  };
  return used as Cluster;
}

async function findings(fault: FaultSpec, situation: Situation = {}) {
  const { kind = "Deployment", desired = 2 } = situation;
  const workload = { ref: { apiVersion: "apps/v1", kind, name: "pricing" }, selector: { app: "pricing" }, desired };
  const workloadOf = (service: string) => {
    if (service === "pricing") return workload as unknown as Workload;
    throw new RangeError(`there is no ${service}`);
  };
  return podCapabilities(clusterWith(situation), experimentOf({ faults: [fault] }), { namespace: "shop", workloadOf });
}

async function refusalOf(fault: FaultSpec, situation: Situation = {}): Promise<string> {
  const { refused } = await findings(fault, situation);
  const { why, instead } = refused[fault.id] ?? { why: "nothing", instead: "" };
  return `${why}; ${instead}`;
}

describe("what the API of a cluster makes of pods", () => {
  test("is there for every type, in its own words where they are others", async () => {
    const { faults, refused } = await findings(faultOf("kill"));
    assert.deepEqual(Object.keys(faults), ["kill", "terminate", "restart", "pod-evict", "scale", "cordon"]);
    assert.deepEqual(refused, {});
    const { kill } = faults;
    assert.match(kill?.can ? (kill.does ?? "") : "", /isn't kept dead: what runs it makes another one at once$/);
  });

  test("is healed by what runs the pods where that makes new ones at once, and else by the undo", async () => {
    const { faults } = await findings(faultOf("kill"));
    const healing = Object.entries(faults).filter(([, one]) => one.can && one.healsFrom === "injection");
    assert.deepEqual(
      healing.map(([type]) => type),
      ["kill", "terminate", "restart", "pod-evict"],
    );
  });

  for (const [type, forbidden, said] of [
    ["kill", "delete pods", /^this user may not delete pods in shop; add to the Role: .*\[pods\], verbs: \[delete\]/],
    ["pod-evict", "create pods/eviction", /add to the Role: .*\[pods\/eviction\], verbs: \[create\]/],
    [
      "scale",
      "patch deployments",
      /add to the Role: { apiGroups: \[apps\], resources: \[deployments\], verbs: \[patch\]/,
    ],
    ["cordon", "patch nodes", /^this user may not patch nodes; add to the ClusterRole: .*verbs: \[patch\]/],
  ] as const) {
    test(`is refused without the right to it: ${type}`, async () => {
      const fault = faultOf(type, type === "scale" ? { to: 0 } : {});
      assert.match(await refusalOf(fault, { forbidden: [forbidden] }), said);
      assert.match(await refusalOf(fault), /^nothing/);
    });
  }

  test("needs a pod, unless manifests will make them", async () => {
    const fault = faultOf("kill");
    assert.match(await refusalOf(fault, { pods: 0 }), /^no pod in shop has the labels app=pricing; see why Deployment/);
  });

  test("leaves a service that isn't there to the plan", async () => {
    const fault = faultOf("kill", {}, { kind: "service", service: "prices" });
    assert.match(await refusalOf(fault), /^nothing/);
  });

  test("is refused for a scale that can't be, or changes nothing", async () => {
    assert.match(await refusalOf(faultOf("scale", { to: 2 })), /^pricing is to have as many already: 2;/);
    assert.match(await refusalOf(faultOf("scale", { to: 1 }), { kind: "DaemonSet" }), /is a DaemonSet/);
  });

  test("is refused for a restart of some pods of several", async () => {
    const restart = (kind: "one" | "all") => ({ ...faultOf("restart"), mode: { kind } satisfies Mode });
    assert.match(await refusalOf(restart("one")), /takes all pods of a service; say `mode: all`/);
    assert.match(await refusalOf(restart("one"), { desired: 1 }), /^nothing/);
    assert.match(await refusalOf(restart("all")), /^nothing/);
  });

  test("can't be made on other platforms, which say what would", () => {
    for (const { type } of podKinds) {
      const capability = withElsewhere(localCapabilities(new Set())).faults[type];
      assert.ok(capability && !capability.can, type);
      assert.match(capability.instead, /--on kubernetes/);
    }
  });

  test("has a kind for each recipe", () => {
    assert.equal(new Set(podFaults.map(({ type }) => type)).size, podFaults.length);
  });
});
