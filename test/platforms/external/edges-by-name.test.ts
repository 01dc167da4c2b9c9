import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExternalSpec } from "../../../src/files/experiment/system-spec.ts";
import { edgesByName } from "../../../src/platforms/external/edges-by-name.ts";
import { edgeName } from "../../../src/values/edge-name.ts";

const spec: ExternalSpec = { services: {}, edges: [], toxiproxy: "http://127.0.0.1:8474", proxies: [] };

function edgesOf(names: readonly string[], known: readonly string[], changes: Partial<ExternalSpec> = {}) {
  const listed = names.map((name) => ({ name, listen: "", upstream: "", enabled: true, toxics: [] }));
  return edgesByName({ ...spec, ...changes }, listed, known).map(({ edge, proxy }) => `${edgeName(edge)}: ${proxy}`);
}

test("a proxy's name says its edge in each of the usual ways", () => {
  for (const name of ["checkout-pricing", "checkout_pricing", "checkout.pricing", "checkout->pricing"]) {
    assert.deepEqual(edgesOf([name], []), [`checkout -> pricing: ${name}`]);
  }
});

test("a name that can be cut in several places is cut between services that are known, or is no edge", () => {
  assert.deepEqual(edgesOf(["web-api-order-db"], ["web-api", "order-db"]), ["web-api -> order-db: web-api-order-db"]);
  assert.deepEqual(edgesOf(["web-order-db"], ["web"]), ["web -> order-db: web-order-db"]);
  assert.deepEqual(edgesOf(["web-order-db", "redis"], []), []);
  assert.deepEqual(edgesOf(["a-b->c-d"], []), ["a-b -> c-d: a-b->c-d"]);
});

test("what the experiment says comes before names, and must be so", () => {
  const proxies = [{ edge: { caller: "web", callee: "db" }, proxy: "redis" }];
  assert.deepEqual(edgesOf(["redis", "web-db"], [], { proxies }), ["web -> db: redis"]);
  assert.throws(() => edgesOf(["web-db"], [], { proxies }), /has no proxy "redis" for web -> db/);
  const edges = [{ edge: { caller: "web", callee: "db" }, listen: "127.0.0.1:1", upstream: "127.0.0.1:2" }];
  assert.deepEqual(edgesOf(["web-db"], [], { edges }), []);
  assert.throws(() => edgesOf(["redis"], [], { edges, proxies }), /has addresses under edges, and a proxy/);
});
