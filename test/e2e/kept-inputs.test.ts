import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { pairExperiment } from "./pair-experiment.ts";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const graph = fileURLToPath(new URL("../../fixtures/graphs/pair.yaml", import.meta.url));

test("a run keeps the very text that it was made from, and where its variables came from", {
  timeout: 60_000,
}, async (context) => {
  const folder = await temporaryFolder(context);
  const runs = join(folder, "runs");
  const headers = { "x-key": "${KEY}", "x-from": "${FILED}", "x-else": "${ELSE:-nothing}" };
  const load = { users: { request: "GET front/", headers, rate: "${RATE}" } };
  const text = JSON.stringify({ ...pairExperiment, load });
  await writeFile(join(folder, "pair.yaml"), text);
  await writeFile(join(folder, "variables"), "FILED=from-a-file\n");
  // Whoever reads it a second time finds nothing there.
  const line = `cat pair.yaml | "$0" "$@"`;
  const args = [cli, "run", "/dev/stdin", "--runs", runs, "--var", "RATE=100/s", "--var-file", "variables"];
  const env = { ...process.env, KEY: "of-the-environment" };
  const said = await new Promise<string>((resolve) => {
    execFile("sh", ["-c", line, process.execPath, ...args], { cwd: folder, env }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  const [run = ""] = await readdir(runs).catch(() => assert.fail(said));
  const kept = (name: string) => readFile(join(runs, run, name), "utf8");
  assert.equal(await kept("experiment.yaml"), text);
  assert.equal(await kept("graph.yaml"), await readFile(graph, "utf8"));
  assert.deepEqual(JSON.parse(await kept("source.json")), { path: "stdin" });
  assert.deepEqual(JSON.parse(await kept("variables.json")), {
    KEY: { from: "environment" },
    FILED: { from: "--var-file" },
    ELSE: { from: "default" },
    RATE: { from: "--var", value: "100/s" },
  });
});
