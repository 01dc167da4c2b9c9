import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Cluster } from "../../../src/cluster/cluster.ts";
import { productionReason } from "../../../src/platform/kubernetes/safety.ts";

interface Place {
  readonly context?: string;
  readonly server?: string;
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

function reasonFor({ context = "staging", server = "https://10.0.0.1:6443", name = "shop", labels = {} }: Place) {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
  return productionReason({ context, server } as Cluster, namespace);
}

describe("production", () => {
  const taken: readonly [Place, string][] = [
    [{ context: "prod" }, "the context is called prod"],
    [{ context: "eu-PROD-2" }, "the context is called eu-PROD-2"],
    [
      { context: "arn:aws:eks:eu-west-1:1:cluster/production" },
      "the context is called arn:aws:eks:eu-west-1:1:cluster/production",
    ],
    [{ server: "https://api.prod.example.com:6443" }, "the API server is api.prod.example.com"],
    [{ name: "shop-production" }, "the namespace is called shop-production"],
    [{ labels: { env: "prod" } }, "the namespace shop has the label env=prod"],
    [{ labels: { production: "true" } }, "the namespace shop has the label production=true"],
  ];
  for (const [place, reason] of taken) {
    it(`is seen in ${JSON.stringify(place)}`, () => {
      assert.equal(reasonFor(place), reason);
    });
  }

  const other: readonly Place[] = [
    {},
    { context: "product-catalogue" },
    { context: "nonprod" },
    { name: "reproducible" },
    { labels: { production: "false", team: "products" } },
  ];
  for (const place of other) {
    it(`isn't seen in ${JSON.stringify(place)}`, () => {
      assert.equal(reasonFor(place), undefined);
    });
  }
});
