import assert from "node:assert/strict";
import { test } from "node:test";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";
import { edgesWithoutHttp } from "../../../src/platforms/local/edges-without-http.ts";

test("edges whose callers are told URLs of another scheme than HTTP carry none", () => {
  const of = (calls: string) => {
    const text = `{ name: shop, services: { web: { command: a, calls: { b: ${calls} } }, b: { command: b } } }`;
    return edgesWithoutHttp(parseGraph({ path: "graph.yaml", text }, undefined))?.of ?? [];
  };
  assert.deepEqual(of('{ url: B, as: "redis://{{b.address}}/0" }'), ["web -> b"]);
  assert.deepEqual(of('{ url: B, as: "postgres://me@{{ b.host }}:{{b.port}}/shop" }'), ["web -> b"]);
  assert.deepEqual(of("{ url: B }"), []);
  assert.deepEqual(of("{ address: B }"), [], "that says nothing of it");
  assert.deepEqual(of('{ url: B, as: "http://{{b.address}}/api" }'), []);
});
