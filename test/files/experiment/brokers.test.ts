import assert from "node:assert/strict";
import { test } from "node:test";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";
import { parse } from "./stand-ins.ts";

const text = `name: results
services:
  kafka: { broker: { topics: { results: {}, others: {} } } }
  api: { routes: { POST /: { publishes: kafka/results } } }
  projector: { consumes: { from: kafka/results, group: standings, calls: [GET rules/] } }
  idle: { consumes: { from: kafka/others, group: idle, calls: [GET rules/] } }
  rules: { routes: { GET /: {} } }
`;
const readGraph = () => parseGraph({ path: "graph.yaml", text }, undefined);

function faultOn(target: string, type = "latency, latency: 1s"): void {
  const experiment = `name: x
system: { graph: graph.yaml }
load: { referees: { request: POST api/, rate: 10/s } }
phases: { baseline: 10s, fault: 10s, recovery: 10s }
steady-state: [referees.p50 < 1s]
faults: [{ on: ${target}, type: ${type} }]
expect: [referees.p50 < 1s]
`;
  parse(experiment, { readGraph });
}

test("a load reaches those who consume what it publishes, and whom they call, and nobody else", () => {
  faultOn("projector -> rules");
  faultOn("projector", "kill");
  faultOn("rules", "pause");
  assert.throws(() => faultOn("idle -> rules"), /no load reaches idle -> rules/);
  assert.throws(() => faultOn("idle", "kill"), /no load reaches idle/);
});

test("a fault on a broker is refused: it would show nothing of Kafka", () => {
  assert.throws(() => faultOn("kafka", "pause"), /kafka is a broker, and faults are not made in Kafka/);
  assert.throws(() => faultOn("projector -> kafka"), /the graph has no edge projector -> kafka/);
});
