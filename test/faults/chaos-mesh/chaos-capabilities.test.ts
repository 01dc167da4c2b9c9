import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ForbiddenError, RejectedError } from "../../../src/clients/cluster/cluster-errors.ts";
import { chaosCapabilities } from "../../../src/faults/chaos-mesh/chaos-capabilities.ts";
import { withElsewhere } from "../../../src/faults/elsewhere.ts";
import { chaosKinds } from "../../../src/faults/kinds.ts";
import type { Experiment } from "../../../src/files/experiment/experiment.ts";
import type { FaultSpec } from "../../../src/files/experiment/fault-spec.ts";
import type { Capability } from "../../../src/judge/plan/plan.ts";
import { localCapabilities } from "../../../src/platforms/local/capabilities.ts";
import { experimentOf } from "../../judge/plan/plan-input.ts";
import { edge, faultOf, places, pricing } from "./chaos-plan.ts";
import { type Behaviour, FakeChaosMesh } from "./fake-chaos-mesh.ts";
import { releases } from "./fixtures/releases.ts";

const loss = faultOf("packet-loss", { loss: "5%" });

const text = `apiVersion: chaos-mesh.org/v1alpha1
kind: NetworkChaos
metadata: { name: rules }
spec:
  action: delay
  mode: all
  selector:
    labelSelectors: { app.kubernetes.io/name: pricing }
  delay: { latency: 500ms }
`;

function manifestFault(written: string, on = pricing): FaultSpec {
  return { ...faultOf("manifest", { file: "rules.yaml" }, on), params: { file: "rules.yaml", text: written } };
}

async function findings(faults: readonly FaultSpec[], behaviour: Behaviour = {}, experiment: Partial<Experiment> = {}) {
  const mesh = new FakeChaosMesh(behaviour);
  const found = await chaosCapabilities(mesh.cluster, { ...experimentOf(), ...experiment, faults }, places, ["kill"]);
  return { ...found, mesh };
}

async function refusalOf(fault: FaultSpec, behaviour: Behaviour = {}): Promise<string> {
  const { refused } = await findings([fault], behaviour);
  const { why, instead } = refused[fault.id] ?? { why: "nothing", instead: "" };
  return `${why}; ${instead}`;
}

/** Fields of a NetworkChaos in a release. */
function networkChaosOf(release: string): Readonly<Record<string, unknown>> {
  return releases[release]?.NetworkChaos?.spec.versions[0].schema.openAPIV3Schema ?? assert.fail();
}

function rejecting(field: string | undefined, message: string): Behaviour {
  return {
    tryOut() {
      throw new RejectedError({ message: `could not create it: ${message}`, problems: [{ field, message }] });
    },
  };
}

describe("what Chaos Mesh can make", () => {
  test("is tried by the server, and nothing of it stays", async () => {
    const { faults, refused, mesh } = await findings([loss, faultOf("kill")]);
    assert.deepEqual(refused, {});
    assert.deepEqual(
      mesh.tried.map(({ kind }) => kind),
      ["NetworkChaos"],
    );
    assert.equal(mesh.objects.size, 0);
    const { can, means, drawnBy, undo } = faults["packet-loss"] as Extract<Capability, { can: true }>;
    assert.equal(can, true);
    assert.match(means, /NetworkChaos loss.*, by Chaos Mesh/);
    assert.equal(drawnBy, "Chaos Mesh");
    assert.match(undo ?? "", /deletes the object/);
  });

  test("is nothing where it isn't installed: says how to install it, and what works without", async () => {
    const { faults } = await findings([loss], { kinds: [] });
    for (const type of ["packet-loss", "manifest", "cpu-stress"]) {
      const { can, ...inability } = faults[type] ?? assert.fail();
      assert.equal(can, false);
      assert.match(JSON.stringify(inability), /isn't installed.*install it with Helm .*without it these work: kill/);
    }
  });

  test("is less where a kind is missing", async () => {
    const { faults } = await findings([loss], { kinds: ["NetworkChaos"] });
    assert.equal(faults["packet-loss"]?.can, true);
    assert.match(JSON.stringify(faults["cpu-stress"]), /has no StressChaos/);
  });

  test("is not what the installed version has no field for", async () => {
    const schema = networkChaosOf("2.7");
    assert.match(
      await refusalOf(faultOf("tcp-reset", {}, edge), { schema }),
      /^the installed Chaos Mesh's NetworkChaos has no spec\.partitionBehavior; a later version/,
    );
    assert.equal(await refusalOf(faultOf("partition", {}, edge), { schema }), "nothing; ");
  });

  test("is not what its webhook refuses, or the user may not do", async () => {
    assert.match(
      await refusalOf(loss, rejecting("spec.loss", "spec.loss: too much")),
      /could not create it: spec.loss: too much/,
    );
    const forbidden = new ForbiddenError({ message: "user may not create networkchaos", hint: "Add a rule." });
    const tryOut = () => {
      throw forbidden;
    };
    assert.equal(await refusalOf(loss, { tryOut }), "user may not create networkchaos; Add a rule.");
  });

  test("is not what this user may not take out again", async () => {
    const { refused, mesh } = await findings([loss], { deniedVerb: "delete" });
    const { why, instead } = refused[loss.id] ?? assert.fail();
    assert.match(why, /^this user may not delete networkchaos in shop$/);
    assert.match(instead, /{ apiGroups: \[chaos-mesh.org\], resources: \[networkchaos\], verbs: \[delete\] }/);
    assert.deepEqual(mesh.tried, []);
  });

  test("is refused for a share of connections", async () => {
    assert.match(await refusalOf(faultOf("latency", { latency: "1s", toxicity: "50%" }, edge)), /leave `toxicity` out/);
  });

  test("warns of what calls through a Service don't notice", async () => {
    const { warnings } = await findings([faultOf("latency", { latency: "1s", stream: "upstream" }, edge)]);
    assert.match(warnings.join(), /^latency-1: what callers send to a Service passes unhurt/);
  });

  test("warns where the installed version is one that takes bytes for bits", async () => {
    const warningsOf = async (release: string) => {
      const bandwidth = faultOf("packet-bandwidth", { rate: "1MB/s" });
      return (await findings([bandwidth], { schema: networkChaosOf(release) })).warnings.join();
    };
    assert.match(await warningsOf("2.6"), /^packet-bandwidth-1: Chaos Mesh before 2\.7 may take bytes.*eight times/);
    assert.equal(await warningsOf("2.7"), "");
  });

  test("leaves a service that isn't there to the plan", async () => {
    const labelsOf = () => {
      throw new RangeError("no such service");
    };
    const { cluster } = new FakeChaosMesh();
    const found = await chaosCapabilities(cluster, experimentOf({ faults: [loss] }), { ...places, labelsOf }, []);
    assert.deepEqual([found.refused, found.warnings], [{}, []]);
  });

  test("is refused on a platform that has no pods", () => {
    for (const { type } of [...chaosKinds, { type: "manifest" }]) {
      const { faults } = withElsewhere(localCapabilities(new Set()));
      assert.match(JSON.stringify(faults[type]), /Chaos Mesh makes it.*--on kubernetes/, type);
    }
  });
});

describe("a manifest", () => {
  test("that ends pods or containers once is healed by what runs them, and no other is", async () => {
    const podChaos = (action: string) =>
      text
        .replace("NetworkChaos", "PodChaos")
        .replace("action: delay", `action: ${action}`)
        .replace(/ {2}delay: .*\n/, "");
    for (const [written, isHealed] of [
      [podChaos("pod-kill"), true],
      [podChaos("container-kill"), true],
      [podChaos("pod-failure"), false],
      [text, false],
    ] as const) {
      const fault = manifestFault(written);
      assert.deepEqual((await findings([fault])).healing, isHealed ? [fault.id] : []);
    }
    const { faults } = await findings([loss]);
    const healing = Object.entries(faults).filter(([, one]) => one.can && one.healsFrom === "injection");
    assert.deepEqual(
      healing.map(([type]) => type),
      ["container-kill"],
    );
  });

  test("is tried as it is, under the run's labels", async () => {
    const { refused, mesh } = await findings([manifestFault(text)]);
    assert.deepEqual(refused, {});
    assert.equal(mesh.tried[0]?.metadata.name, "rules");
    assert.deepEqual((mesh.tried[0]?.spec as { delay: object } | undefined)?.delay, { latency: "500ms" });
  });

  test("is refused at the line that the server means", async () => {
    const said = 'spec.delay.latency: Invalid value: "500": should match';
    assert.match(
      await refusalOf(manifestFault(text), rejecting("spec.delay.latency", said)),
      /^rules\.yaml:9:21 spec\.delay\.latency: spec\.delay/,
    );
    const webhook = 'admission webhook "x" denied the request: Spec.TcParameter.Delay.Latency: Invalid value: bad';
    assert.match(
      await refusalOf(manifestFault(text), rejecting(undefined, webhook)),
      /^rules\.yaml:9:21 spec\.delay\.latency: /,
    );
    assert.match(await refusalOf(manifestFault(text), rejecting(undefined, "no")), /^rules\.yaml:1:1 no/);
  });

  test("is refused with a field that the installed version lacks, at its line", async () => {
    const spec = { properties: { selector: {}, mode: {}, duration: {}, action: {}, delay: { properties: {} } } };
    assert.match(
      await refusalOf(manifestFault(text), { schema: { properties: { spec } } }),
      /^rules\.yaml:9:21 spec\.delay\.latency: the installed Chaos Mesh's NetworkChaos has no spec\.delay\.latency; `kubectl explain/,
    );
  });

  const beyond: readonly (readonly [what: string, from: string, to: string, why: RegExp])[] = [
    [
      "another namespace",
      "name: rules",
      "name: rules, namespace: prod",
      /^rules\.yaml:3:37 metadata\.namespace: the run is in namespace shop, and this is prod; run it in prod/,
    ],
    [
      "a selector of another namespace",
      "selector:",
      "selector:\n    namespaces: [shop, prod]",
      /^rules\.yaml:8:24 spec\.selector\.namespaces\[1\]: /,
    ],
    [
      "a selector that matches nothing",
      "name: pricing",
      "name: prices",
      /^rules\.yaml:8:5 spec\.selector: no pod is like this; .*--show-labels/,
    ],
    [
      "pods of another service",
      "labelSelectors: { app.kubernetes.io/name: pricing }",
      "expressionSelectors: [{ key: app.kubernetes.io/name, operator: Exists }]",
      /it may choose inventory-1, which is no pod of pricing/,
    ],
  ];
  for (const [what, from, to, why] of beyond) {
    test(`is refused with ${what}`, async () => {
      const mesh = new FakeChaosMesh({}, ["pricing-1", "inventory-1"]);
      const fault = manifestFault(text.replace(from, to));
      const { refused } = await chaosCapabilities(mesh.cluster, experimentOf({ faults: [fault] }), places, []);
      const { why: said, instead } = refused[fault.id] ?? assert.fail("it is not refused");
      assert.match(`${said}; ${instead}`, why);
    });
  }

  test("may choose pods that manifests of the experiment's bring", async () => {
    const system = { kubernetes: { manifests: ["k8s.yaml"] } } as unknown as Experiment["system"];
    const fault = manifestFault(text.replace("name: pricing", "name: prices"));
    assert.deepEqual((await findings([fault], {}, { system })).refused, {});
  });

  test("is refused when its name is taken", async () => {
    const mesh = new FakeChaosMesh();
    await mesh.cluster.create({
      apiVersion: "chaos-mesh.org/v1alpha1",
      kind: "NetworkChaos",
      metadata: { name: "rules", namespace: "shop" },
    });
    const found = await chaosCapabilities(mesh.cluster, experimentOf({ faults: [manifestFault(text)] }), places, []);
    assert.match(
      JSON.stringify(found.refused),
      /rules\.yaml:3:19 metadata\.name: there is a NetworkChaos of this name in shop already/,
    );
  });
});
