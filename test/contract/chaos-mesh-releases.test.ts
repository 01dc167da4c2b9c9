import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { Cluster } from "../../src/clients/cluster/cluster.ts";
import { chaosCapabilities } from "../../src/faults/chaos-mesh/chaos-capabilities.ts";
import { CHAOS_API } from "../../src/faults/chaos-mesh/chaos-kind.ts";
import { chaosRecipes } from "../../src/faults/chaos-mesh/recipes.ts";
import { specSchema } from "../../src/faults/chaos-mesh/unknown-fields.ts";
import { faultKinds } from "../../src/faults/kinds.ts";
import type { FaultTarget } from "../../src/files/experiment/fault-spec.ts";
import { edge, faultOf, places, pricing } from "../faults/chaos-mesh/chaos-plan.ts";
import { type Definition, releases } from "../faults/chaos-mesh/fixtures/releases.ts";
import { experimentOf } from "../judge/plan/plan-input.ts";
import { type BareApiServer, startApiServer } from "../support/bare-api-server.ts";
import { untilTrue } from "../support/chaos-namespace.ts";
import { kubectl, withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { effectCases } from "./fault-effects.ts";

const { after, before, describe, test } = testsNeeding(withoutCluster);

describe("an API server that has Chaos Mesh's types", () => {
  let server: BareApiServer;
  before(async () => {
    server = await startApiServer();
    await kubectl(["--kubeconfig", server.kubeconfig, "create", "namespace", places.namespace]);
  });
  after(() => server?.close());

  for (const [release, definitions] of Object.entries(releases)) {
    describe(`of ${release}`, () => {
      let cluster: Cluster;
      before(async () => {
        cluster = await install(Object.values(definitions), server);
      });

      for (const { type } of chaosRecipes.filter((recipe) => recipe.type !== "tcp-reset")) {
        test(`takes what makes ${type}`, async () => {
          assert.deepEqual(await refusals(type, cluster), []);
        });
      }

      test("takes the largest numbers there are", async () => {
        assert.deepEqual(await refusals("packet-bandwidth", cluster, { rate: "1000000000KB/s" }), []);
      });

      test("has no field for tcp-reset, as a plan says", async () => {
        const why = "the installed Chaos Mesh's NetworkChaos has no spec.partitionBehavior";
        const refused = await refusals("tcp-reset", cluster);
        assert.ok(refused.length > 0);
        for (const one of refused) assert.deepEqual(one, { why, instead: "a later version of Chaos Mesh makes it" });
      });
    });
  }
});

async function refusals(type: string, cluster: Cluster, words = effectCases[type]?.params) {
  const kind = faultKinds.find((one) => one.type === type) ?? assert.fail();
  const targets: readonly FaultTarget[] =
    kind.targets === "either" ? [pricing, edge] : [kind.targets === "edge" ? edge : pricing];
  const faults = targets.map((on, index) => ({
    ...faultOf(type, words, on),
    id: `fault-${index}`,
  }));
  const { refused } = await chaosCapabilities(cluster, experimentOf({ faults }), places, []);
  return Object.values(refused);
}

/** A client of the server once it publishes these definitions. */
async function install(definitions: readonly Definition[], server: BareApiServer): Promise<Cluster> {
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: definitions });
  const apply = ["apply", "--server-side", "--force-conflicts", "--filename", "-"];
  await kubectl(["--kubeconfig", server.kubeconfig, ...apply], list);
  await untilTrue(async () => {
    const cluster = await server.open();
    const published = definitions.map(async ({ spec: { names, versions } }) => {
      const schema = await cluster.schemaOf({ apiVersion: CHAOS_API, kind: names.kind });
      return isDeepStrictEqual(specSchema(schema), specSchema(versions[0].schema.openAPIV3Schema));
    });
    return (await Promise.all(published)).every((isSo) => isSo);
  });
  return server.open();
}
