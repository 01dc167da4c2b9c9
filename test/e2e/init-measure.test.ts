import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";

test("what init measures on the demo is a steady state of a run on it", async (context) => {
  const folder = await temporaryFolder(context);
  const runs = join(folder, "runs");
  const fault = ["--at", "checkout -> inventory", "--fault", "latency", "--with", "latency=1ms", "--lasts", "5s"];
  const args = ["init", "--demo", "--out", folder, ...fault, "--measure", "13s", "--runs", runs];
  const init = await startBrownout(context, args).ended;
  assert.equal(init.code, 0, `${init.stdout}${init.stderr}`);
  const file = join(folder, "slow-inventory.yaml");
  const text = readFileSync(file, "utf8");
  assert.match(text, /steady-state:\n {2}# .*\n {2}# Measured on \d{4}-\d\d-\d\d without a fault;\n/);
  assert.match(text, /- shoppers\.error_rate < \d+% # .* over \d+ windows of 1/);
  assert.match(init.stdout, /proposed, and written into the experiment:\n/);
  assert.match(init.stdout, new RegExp(`next:\\n {2}brownout plan ${file}\\n {2}brownout run ${file}\\n$`));
  const listed = await startBrownout(context, ["runs", "--runs", runs]).ended;
  assert.match(listed.stdout, /measure-slow-inventory .* measured +-\n$/);
  const formatted = await startBrownout(context, ["fmt", "--check", file]).ended;
  assert.equal(formatted.code, 0, formatted.stdout);
  // The baseline is the question; what comes after it is kept short, which leaves no room for an abort.
  const short = "phases: { warm-up: 1s, baseline: 6s, fault: 1s, recovery: 1s }";
  writeFileSync(file, text.replace(/phases: .*/, short).replace(/abort:\n( .*\n)+/, ""));
  const run = await startBrownout(context, ["run", file, "--json", "--runs", runs]).ended;
  const { criteria } = JSON.parse(run.stdout) as {
    criteria: { role: string; text: string; judgement: { holds: string } }[];
  };
  const steady = criteria.filter(({ role }) => role === "steady-state");
  assert.ok(steady.length >= 2);
  for (const { text: criterion, judgement } of steady) {
    // A harness that ran late says nothing of it; what it never may be is broken.
    assert.notEqual(judgement.holds, "false", criterion);
  }
});

test("a measurement that can't be made says so, and leaves the experiment with its guesses", async (context) => {
  const folder = await temporaryFolder(context);
  const graph = join(folder, "graph.yaml");
  writeFileSync(graph, "name: shop\nservices:\n  web: { command: [node, -e, process.exit(7)] }\n");
  const args = ["init", "--graph", graph, "--request", "GET web/", "--measure", "13s", "--runs", join(folder, "runs")];
  const { code, stderr } = await startBrownout(context, args).ended;
  assert.equal(code, 3, stderr);
  assert.match(stderr, /E_MEASURE\): nothing was measured: .*web/);
  assert.match(
    readFileSync(join(folder, "restart-web.yaml"), "utf8"),
    /steady-state:\n {2}# .*\n {2}- visitors\.error_rate < 1%\n/,
  );
});
