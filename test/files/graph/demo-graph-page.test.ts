import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Connections } from "../../../fixtures/service/connections.ts";
import { ownClocks, watchCpu } from "../../../fixtures/service/cpu-metrics.ts";
import { Metrics } from "../../../fixtures/service/metrics.ts";
import { WorkerPool } from "../../../fixtures/service/pool.ts";
import type { Behaviour } from "../../../src/files/graph/behaviour.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const page = read("docs/demo-graph.md");

/** The cells of the table rows that begin with a name in backquotes, in the part of the page under a heading. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const part = page.split(/^#+ /m).find((one) => one.startsWith(heading)) ?? "";
  const rows = part.split("\n").filter((line) => line.startsWith("| `"));
  return rows.map((row) => row.split("|").map((cell) => cell.trim().replaceAll("`", "")));
}

test("the page's services are those of the graph, with their work and their pools", () => {
  const path = "fixtures/graphs/checkout.yaml";
  const expected = parseGraph({ path, text: read(path) }, "unprotected").services.map(({ name, behaviour }) => {
    const { work, pool } = behaviour as Behaviour;
    const times = [work?.p50Ms, work?.p95Ms, work?.p99Ms].map((ms) => `${ms} ms`);
    return [name, ...times, String(work?.capacity), `${pool.workers} + ${pool.queue}`];
  });
  assert.deepEqual(
    rowsUnder("The demo graph").map((cells) => cells.slice(1, -1)),
    expected,
  );
});

test("the page's variants are those of the graph", () => {
  const path = "fixtures/graphs/checkout.yaml";
  const onPage = [...page.matchAll(/^### `(.+)`/gm)].map(([, name]) => name);
  assert.throws(() => parseGraph({ path, text: read(path) }, undefined), {
    hint: `Choose one of: ${onPage.join(", ")}.`,
  });
});

test("the page's metrics are those of the service, with their labels", async () => {
  const metrics = new Metrics();
  metrics.watchPool(new WorkerPool({ workers: 1, queue: 1 }));
  metrics.watchBulkheads([]);
  metrics.watchAdaptiveLimits([]);
  metrics.watchConnections(new Connections(1));
  metrics.watchSessions(() => 0);
  watchCpu(metrics.registry, ownClocks, 1);
  const expected = metrics.registry.getMetricsAsArray().map((metric) => {
    const { name, labelNames } = metric as unknown as { readonly name: string; readonly labelNames: string[] };
    return [name, labelNames.join(", ")];
  });
  const onPage = rowsUnder("What a service says of itself").filter(([, name]) => !name?.startsWith("GET"));
  assert.deepEqual(onPage.map((cells) => cells.slice(1, 3)).sort(), expected.sort());
});

test("the page's graph is right in all its variants", () => {
  const text = /```yaml\n(name: .*?)```/s.exec(page)?.[1] ?? "";
  for (const variant of ["today", "careful"]) {
    const graph = parseGraph({ path: "blog.yaml", text }, variant);
    assert.deepEqual(graph.edges.map(({ caller, callee }) => `${caller} -> ${callee}`).sort(), [
      "web -> ads",
      "web -> posts",
      "web -> session",
    ]);
  }
});
