import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Cluster } from "../../../src/clients/cluster/cluster.ts";
import { productionReason } from "../../../src/platforms/kubernetes/production.ts";

interface Place {
  readonly context?: string;
  readonly server?: string;
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

function reasonFor({ context = "staging", server = "https://10.0.0.1:6443", name = "shop", ...marks }: Place) {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name, ...marks } };
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
    [{ context: "prod1" }, "the context is called prod1"],
    [{ context: "eks-prd" }, "the context is called eks-prd"],
    [{ context: "live-eu" }, "the context is called live-eu"],
    [{ context: "EKSProd" }, "the context is called EKSProd"],
    [{ name: "non-prod-live" }, "the namespace is called non-prod-live"],
    [
      { annotations: { "brownout.dev/production": "true" } },
      "the namespace shop has the annotation brownout.dev/production=true",
    ],
    [
      { labels: { "brownout.dev/production": "false" }, annotations: { "brownout.dev/production": "yes" } },
      "the namespace shop has the annotation brownout.dev/production=yes",
    ],
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
    { context: "non-production" },
    { context: "shop_NonProd_2" },
    { server: "https://pre-prod.example.com" },
    { name: "delivery-liveness" },
    { context: "prod", name: "live", labels: { env: "prod", "brownout.dev/production": "false" } },
    { context: "prod", annotations: { "brownout.dev/production": "false" } },
    { name: "reproducible" },
    { labels: { production: "false", team: "products" } },
  ];
  for (const place of other) {
    it(`isn't seen in ${JSON.stringify(place)}`, () => {
      assert.equal(reasonFor(place), undefined);
    });
  }

  const productionWord = fc.constantFrom("prod", "production", "prd", "live");
  const otherWord = fc.constantFrom("eu", "shop", "staging", "products", "nonprod", "42", "");

  it("is seen as a word between any others, however it is written", () => {
    const separator = fc.constantFrom("-", ".", "_", "/", ":", "1");
    const upper = fc.boolean();
    fc.assert(
      fc.property(
        otherWord,
        separator,
        productionWord,
        separator,
        otherWord,
        upper,
        (a, first, word, last, b, isUpper) => {
          const context = [a, first, isUpper ? word.toUpperCase() : word, last, b].join("");
          assert.equal(reasonFor({ context }), `the context is called ${context}`);
        },
      ),
    );
  });

  it("isn't seen in a part of a word", () => {
    const letters = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(letters, productionWord, letters, (before, word, after) => {
        fc.pre(!["prod", "production", "prd", "live"].includes(before + word + after));
        assert.equal(reasonFor({ context: `a-${before}${word}${after}-b` }), undefined);
      }),
    );
  });
});
