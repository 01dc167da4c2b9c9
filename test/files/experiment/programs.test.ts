import assert from "node:assert/strict";
import { test } from "node:test";
import { faultKinds } from "../../../src/faults/kinds.ts";
import { ExperimentError } from "../../../src/files/experiment/experiment-error.ts";
import { parseExperiment } from "../../../src/files/experiment/parse-experiment.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";

const graph = `
name: shop
services:
  web: { command: node web.js, calls: { cache: { url: CACHE_URL } } }
  cache: { command: redis-server, backing: true }
`;

function problemsOf(request: string, remedy: string): readonly string[] {
  const text = `
name: shop
system: { graph: graph.yaml }
load: { users: { request: ${request}, rate: 10/s } }
steady-state: [users.p50 < 1s]
phases: { baseline: 5s, fault: 5s, recovery: 5s }
faults: [{ type: latency, on: web -> cache, latency: 1s }]
remedies: [${remedy}]
expect: [users.p50 < 1s]
`;
  try {
    parseExperiment(
      { path: "shop.yaml", text },
      {
        faultKinds,
        variables: new Map(),
        isConcealed: () => false,
        noteConcealed: () => undefined,
        readGraph: (path, variant) => parseGraph({ path, text: graph }, variant),
        readText: (path) => ({ path, text: "" }),
      },
    );
  } catch (error) {
    assert.ok(error instanceof ExperimentError, String(error));
    return error.message.split("\n").map((line) => line.replace(/^shop\.yaml:\d+:\d+ /, ""));
  }
  return [];
}

test("a program is asked for any path, restarted, and sent any request", () => {
  assert.deepEqual(problemsOf("GET web/any/path", "{ at: 1s, restart: cache }"), []);
  assert.deepEqual(problemsOf("GET web/any/path", "{ at: 1s, request: POST web/shed }"), []);
});

test("no load is sent to what is there for other services", () => {
  const problems = problemsOf("GET cache/", "{ at: 1s, restart: web }");
  assert.match(problems[0] ?? "", /^load\.users\.request: cache is `backing: true` in the graph/);
});

test("a program has none of the switches of the demo's services", () => {
  for (const remedy of [
    "{ at: 1s, shed: 50%, on: web }",
    "{ at: 1s, cap-retries: 0, on: web }",
    "{ at: 1s, reset-breakers: web }",
  ]) {
    assert.match(
      problemsOf("GET web/", remedy).join(),
      /web is a program of its own, which has no route for that/,
      remedy,
    );
  }
});
