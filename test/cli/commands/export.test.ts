import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { load, loadAll } from "js-yaml";
import { exportCommand } from "../../../src/cli/commands/export.ts";
import { runCommand } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

async function experiment(
  context: TestContext,
  { kubernetes = "{ namespace: shop }", start = "0s", type = "cpu-stress" } = {},
) {
  const folder = await temporaryFolder(context);
  const path = join(folder, "stressed.yaml");
  await writeFile(
    path,
    `name: stressed
system: { kubernetes: ${kubernetes} }
load: { shoppers: { request: GET gateway/, rate: 20/s } }
phases: { baseline: 5s, fault: 30s, recovery: 10s }
steady-state: [shoppers.error_rate < 1%]
faults:
  - { type: ${type}, on: pricing, start: ${start} }
  - { type: packet-loss, on: checkout -> pricing, loss: 5% }
expect: [shoppers.error_rate < 1%]
`,
  );
  return { path, folder };
}

const exported = (...args: readonly string[]) => runCommand(exportCommand, ...args, "--to", "chaos-mesh");

describe("export --to chaos-mesh", () => {
  test("prints a Workflow, and what isn't in it on stderr", async (context) => {
    const { path } = await experiment(context, { start: "5s" });
    const { out, err } = await exported(path);
    const workflow = load(out) as { kind: string; metadata: object; spec: { templates: readonly object[] } };
    assert.equal(workflow.kind, "Workflow");
    assert.deepEqual(workflow.metadata, {
      name: "stressed",
      namespace: "shop",
      labels: { "app.kubernetes.io/part-of": "stressed" },
    });
    assert.equal(workflow.spec.templates.length, 5);
    assert.match(err, /not exported: no load: shoppers.*\nnot exported: no judgement: 2 criteria/);
  });

  test("prints an object for each fault, with the experiment's own selectors", async (context) => {
    const kubernetes = "{ selectors: { pricing: 'app=prices, tier==back' } }";
    const { path } = await experiment(context, { kubernetes });
    const { out } = await exported(path, "--as", "objects", "--namespace", "staging");
    const [stress, loss, ...others] = loadAll(out) as {
      metadata: { namespace: string };
      spec: Record<string, unknown>;
    }[];
    assert.deepEqual(others, []);
    assert.equal(stress?.metadata.namespace, "staging");
    const back = { namespaces: ["staging"], labelSelectors: { app: "prices", tier: "back" } };
    assert.deepEqual(stress?.spec.selector, back);
    assert.deepEqual(loss?.spec.target, { mode: "all", selector: back });
  });

  test("writes files, and none over others", async (context) => {
    const { path, folder } = await experiment(context);
    const out = join(folder, "chaos");
    await exported(path, "--as", "schedule", "--cron", "@weekly", "--out", out);
    assert.deepEqual(await readdir(out), ["schedule-stressed.yaml"]);
    assert.match(await readFile(join(out, "schedule-stressed.yaml"), "utf8"), /schedule: '@weekly'/);
    await assert.rejects(exported(path, "--as", "schedule", "--out", out), { exitCode: 64, message: /there already/ });
  });

  test("refuses what can't be, and a place that isn't known", async (context) => {
    const unknown = await experiment(context, { kubernetes: "{}" });
    await assert.rejects(exported(unknown.path), { exitCode: 64, hint: /--namespace NAME/ });
    const restart = await experiment(context, { type: "restart" });
    await assert.rejects(exported(restart.path), {
      exitCode: 64,
      message: /restart-1 .*: Chaos Mesh has nothing like it$/,
    });
    const several = await experiment(context, {
      kubernetes: "{ namespace: shop, selectors: { pricing: 'app in (a, b)' } }",
    });
    await assert.rejects(exported(several.path), { exitCode: 64, hint: /labelSelectors take key=value/ });
  });
});
