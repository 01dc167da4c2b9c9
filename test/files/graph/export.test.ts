import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { load, loadAll } from "js-yaml";
import { parseComposeFile } from "../../../src/files/compose-file/compose-file.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";

const checkout = "fixtures/graphs/checkout.yaml";
const graph = parseGraph({ path: checkout, text: readFileSync(checkout, "utf8") }, "protected");

async function exported(...args: readonly string[]): Promise<string> {
  const command = ["src/cli.ts", "graph", "export", checkout, "--variant", "protected", ...args];
  return (await promisify(execFile)(process.execPath, command)).stdout;
}

describe("graph export --to kubernetes", () => {
  test("is what fixtures/k8s has", async () => {
    assert.equal(await exported("--to", "kubernetes"), readFileSync("fixtures/k8s/checkout.yaml", "utf8"));
  });

  test("tells every Deployment's calls, and has a Service for it", async () => {
    // biome-ignore lint/suspicious/noExplicitAny: read as any tool would
    const objects = loadAll(await exported("--to", "kubernetes", "--image", "shop:1")) as any[];
    const deployments = objects.filter(({ kind }) => kind === "Deployment");
    const edges = deployments.flatMap(({ metadata: { name, annotations } }) =>
      (annotations?.["brownout.dev/calls"] ?? "")
        .split(", ")
        .filter(Boolean)
        .map((callee: string) => ({ caller: name, callee })),
    );
    assert.deepEqual(edges, graph.edges);
    assert.deepEqual(
      new Set(deployments.map(({ spec }) => spec.template.spec.containers[0].image)),
      new Set(["shop:1"]),
    );
    const services = objects.filter(({ kind }) => kind === "Service").map(({ metadata }) => metadata.name);
    assert.deepEqual(
      services,
      graph.services.map(({ name }) => name),
    );
  });
});

test("graph export --to compose puts a proxy on every edge", async () => {
  const text = await exported("--to", "compose");
  const { services } = parseComposeFile({ path: "compose.yaml", text });
  assert.deepEqual(
    services.map(({ name }) => name).sort(),
    [...graph.services.map(({ name }) => name), "toxiproxy"].sort(),
  );
  // biome-ignore lint/suspicious/noExplicitAny: read as any tool would
  const { configs } = load(text) as any;
  assert.deepEqual(
    JSON.parse(configs.proxies.content).map(({ name }: { name: string }) => name),
    graph.edges.map(({ caller, callee }) => `${caller}-${callee}`),
  );
});

test("a variant that must be named, and a tool that nobody knows, end with 64", async () => {
  for (const args of [
    [checkout, "--to", "kubernetes"],
    [checkout, "--variant", "protected", "--to", "nomad"],
  ]) {
    const command = promisify(execFile)(process.execPath, ["src/cli.ts", "graph", "export", ...args]);
    await assert.rejects(command, { code: 64 });
  }
});
