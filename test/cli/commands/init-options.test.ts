import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { loadExperiment } from "../../../src/assembly/load-experiment.ts";
import { initCommand } from "../../../src/cli/commands/init.ts";
import { planCommand } from "../../../src/cli/commands/plan.ts";
import { runCommand } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const GRAPH = `name: shop
services:
  web:
    command: node web.mjs
    calls:
      pricing: { url: PRICING_URL }
  pricing:
    command: node pricing.mjs
    calls: { stock: { url: STOCK_URL } }
  stock:
    command: node stock.mjs
`;

async function folderWithGraph(context: TestContext): Promise<{ folder: string; graph: string }> {
  const folder = await temporaryFolder(context);
  const graph = join(folder, "graph.yaml");
  writeFileSync(graph, GRAPH);
  return { folder, graph };
}

async function read(file: string) {
  return (await loadExperiment(file, { var: {} })).experiment;
}

describe("init --graph", () => {
  test("takes an option for every question", async (context) => {
    const { folder, graph } = await folderWithGraph(context);
    const chosen = ["--request", "GET web/cart", "--rate", "80/s", "--lasts", "30s", "--owner", "team shop"];
    const fault = ["--at", "pricing->stock", "--fault", "latency", "--with", "latency=2s", "--with", "jitter=100ms"];
    const { out, err } = await runCommand(initCommand, "--graph", graph, ...chosen, ...fault);
    const file = join(folder, "slow-stock.yaml");
    const { owner, loads, phases, faults, title } = await read(file);
    assert.deepEqual([owner, loads[0]?.requests[0]?.path, phases.faultMs], ["team shop", "/cart", 30_000]);
    assert.deepEqual(faults[0]?.on, { kind: "edge", caller: "pricing", callee: "stock" });
    assert.deepEqual(faults[0]?.params, { latency: 2000, jitter: 100, stream: "downstream", toxicity: 1 });
    assert.equal(title, "web keeps answering with latency on pricing -> stock");
    assert.equal(err, "");
    const last = out.split("\n").slice(-3);
    assert.deepEqual(last, ["next:", `  brownout plan ${file}`, `  brownout run ${file}`]);
    assert.match(out, new RegExp(`^ok ${file}$`, "m"));
  });

  test("names the option of what is missing, and writes nothing", async (context) => {
    const { folder, graph } = await folderWithGraph(context);
    const missing: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /--request/],
      [["--request", "GET web/", "--fault", "kill"], /--at.*web, pricing, stock/],
    ];
    for (const [args, hint] of missing) {
      const done = runCommand(initCommand, "--graph", graph, ...args);
      await assert.rejects(done, { exitCode: 64, message: /nothing answers the question/, hint });
    }
    assert.deepEqual(readdirSync(folder), ["graph.yaml"]);
  });

  const wrong: Readonly<Record<string, readonly [args: readonly string[], message: RegExp]>> = {
    "a service that isn't there": [
      ["--request", "GET shop/"],
      /--request GET shop\/: there is no shop; there are: web/,
    ],
    "a rate without a unit": [["--rate", "50"], /--rate 50: a rate is a number above 0 with its unit/],
    "an edge that isn't there": [["--at", "web -> stock"], /--at web -> stock: there is no web -> stock; there are: /],
    "a fault for services on an edge": [
      ["--at", "web -> pricing", "--fault", "kill"],
      /there is no kill; there are: latency/,
    ],
    "a fault that nobody knows": [
      ["--fault", "slowness"],
      /--fault slowness: there is no slowness; there are: .*latency/,
    ],
    "a key without a unit": [["--with", "latency=5"], /--with latency=5: found "?5"?.*250ms/],
    "a key that the fault doesn't have": [
      ["--with", "grace=5s"],
      /--with grace: latency has no such key; it has latency/,
    ],
    "a time without a unit": [["--lasts", "20"], /--lasts 20: .*250ms/],
  };
  for (const [name, [args, message]] of Object.entries(wrong)) {
    test(`refuses ${name}, and writes nothing`, async (context) => {
      const { folder, graph } = await folderWithGraph(context);
      const done = runCommand(initCommand, "--graph", graph, "--request", "GET web/", ...args);
      await assert.rejects(done, { exitCode: 64, message });
      assert.deepEqual(readdirSync(folder), ["graph.yaml"]);
    });
  }

  test("writes limits that a low rate can tell", async (context) => {
    const { folder, graph } = await folderWithGraph(context);
    const { err } = await runCommand(initCommand, "--graph", graph, "--request", "GET web/", "--rate", "10/s");
    assert.equal(err, "");
    const text = readFileSync(join(folder, "slow-pricing.yaml"), "utf8");
    assert.match(text, /steady-state:\n {2}# .*\n {2}- visitors\.error_rate < 5%\n/);
  });
});

describe("init --url", () => {
  const service = ["--url", "http://127.0.0.1:8080", "--request", "GET checkout/cart"];

  test("writes an experiment on what runs already, which says where its dependencies are", async (context) => {
    const folder = await temporaryFolder(context);
    const { out } = await runCommand(initCommand, ...service, "--dependency", "pricing=9001=9002", "--out", folder);
    const file = join(folder, "slow-pricing.yaml");
    const { external } = (await read(file)).system;
    assert.deepEqual(external?.edges, [
      { edge: { caller: "checkout", callee: "pricing" }, listen: "127.0.0.1:9001", upstream: "127.0.0.1:9002" },
    ]);
    assert.match(out, /next:\n {2}eval "\$\(brownout env .*\n {2}brownout plan .*\n {2}brownout run .*$/);
  });

  test("needs to know what it calls", async () => {
    await assert.rejects(runCommand(initCommand, ...service), { exitCode: 64, hint: /--dependency/ });
    await assert.rejects(runCommand(initCommand, "--dependency", "a=1=2"), { exitCode: 64, hint: /--url/ });
    const wrong = runCommand(initCommand, ...service, "--dependency", "pricing");
    await assert.rejects(wrong, { exitCode: 64, message: /--dependency pricing/ });
  });
});

describe("init of the demo", () => {
  test("takes another fault, and its name with it", async (context) => {
    const folder = await temporaryFolder(context);
    await runCommand(initCommand, "--demo", "--out", folder, "--at", "inventory", "--fault", "pause");
    const file = join(folder, "pause-inventory.yaml");
    assert.equal((await read(file)).title, "gateway keeps answering with pause on inventory");
    assert.doesNotMatch((await runCommand(planCommand, file)).out, /WARNING/);
  });
});

test("options that say what can't be are refused", async () => {
  const refused = { exitCode: 64 } as const;
  await assert.rejects(runCommand(initCommand, "--demo", "--graph", "g.yaml"), { ...refused, message: /two systems/ });
  await assert.rejects(runCommand(initCommand, "--demo", "--variant", "x"), { ...refused, hint: /--graph/ });
  await assert.rejects(runCommand(initCommand, "--diff", "--measure", "30s"), { ...refused, message: /--measure/ });
  const ofOne = runCommand(initCommand, "--openapi", "api.yaml", "--rate", "5/s");
  await assert.rejects(ofOne, { ...refused, message: /--rate is about one experiment/ });
});
