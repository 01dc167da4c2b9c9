import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const source = fileURLToPath(new URL("../..", import.meta.url));

test("where there is no page to make a report of, one is refused before the run", {
  timeout: 60_000,
}, async (context) => {
  const folder = await temporaryFolder(context);
  // As an image has it.
  for (const part of ["src", "package.json"]) await cp(join(source, part), join(folder, part), { recursive: true });
  await symlink(join(source, "node_modules"), join(folder, "node_modules"));
  const runs = join(folder, "runs");
  const file = await writePairExperiment(folder, {
    phases: { baseline: "500ms", fault: "500ms", recovery: "500ms" },
    faults: [{ type: "latency", on: "front -> back", latency: "200ms" }],
  });
  const args = [join(folder, "src/cli.ts"), "run", file, "--runs", runs, "--html", join(folder, "page.html")];
  const [code, stderr] = await new Promise<[unknown, string]>((resolve) => {
    execFile(process.execPath, args, (error, _stdout, said) => resolve([error?.code, said]));
  });
  assert.equal(code, 64, stderr);
  assert.match(stderr, /HTML reports can't be made here/);
  assert.equal(existsSync(runs), false);
});
