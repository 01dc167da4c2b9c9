import assert from "node:assert/strict";
import { test } from "node:test";
import type { EdgeFacts } from "../../../src/files/experiment/edge-facts.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";
import { unseenEdges } from "../../../src/platforms/local/unseen-edges.ts";

test("edges whose callers are told URLs of a scheme that the proxy doesn't know can't be measured", () => {
  const of = (calls: string, facts: readonly EdgeFacts[] = []) => {
    const text = `{ name: shop, services: { web: { command: a, calls: { b: ${calls} } }, b: { command: b } } }`;
    return unseenEdges(parseGraph({ path: "graph.yaml", text }, undefined), facts)?.of ?? [];
  };
  assert.deepEqual(of('{ url: B, as: "amqp://{{b.address}}/0" }'), ["web -> b"]);
  assert.deepEqual(of('{ url: B, as: "rediss://{{b.address}}/0" }'), ["web -> b"], "encrypted");
  const ends = [{ edge: { caller: "web", callee: "b" }, tls: { terminate: true } }] as const;
  assert.deepEqual(of('{ url: B, as: "rediss://{{b.address}}/0" }', ends), [], "up to the proxy");
  assert.deepEqual(of('{ url: B, as: "amqp+pika://me@{{ b.host }}:{{b.port}}/shop" }'), ["web -> b"]);
  assert.deepEqual(of('{ url: B, as: "redis://{{b.address}}/0" }'), []);
  assert.deepEqual(of('{ url: B, as: "postgresql+psycopg://me@{{ b.host }}:{{b.port}}/shop" }'), []);
  assert.deepEqual(of("{ url: B }"), []);
  assert.deepEqual(of("{ address: B }"), [], "that says nothing of it");
  assert.deepEqual(of('{ url: B, as: "http://{{b.address}}/api" }'), []);
});
