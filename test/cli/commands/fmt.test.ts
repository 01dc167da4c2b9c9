import assert from "node:assert/strict";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fmtCommand } from "../../../src/cli/commands/fmt.ts";
import { runCommand } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("fmt rewrites files that differ, and with --check only says which they are", async (context) => {
  const folder = await temporaryFolder(context);
  const [right, odd, broken] = ["right", "odd", "broken"].map((name) => join(folder, `${name}.yaml`)) as [
    string,
    string,
    string,
  ];
  writeFileSync(right, "name: x # the name\n");
  writeFileSync(odd, "\uFEFFname:   x   # the name\n");
  writeFileSync(broken, "name: [\n");
  chmodSync(odd, 0o640);
  const checked = await runCommand(fmtCommand, "--check", right, odd);
  assert.deepEqual(checked, { out: `not formatted: ${odd}`, err: "", exitCode: 1 });
  assert.equal(readFileSync(odd, "utf8"), "\uFEFFname:   x   # the name\n");
  const formatted = await runCommand(fmtCommand, broken, right, odd);
  assert.deepEqual([formatted.out, formatted.exitCode], [`formatted ${odd}`, 64]);
  assert.match(formatted.err, /broken\.yaml:\d+:\d+ not YAML/);
  assert.equal(readFileSync(odd, "utf8"), "\uFEFFname: x # the name\n");
  assert.equal(statSync(odd).mode & 0o777, 0o640);
  assert.deepEqual(await runCommand(fmtCommand, "--check", right, odd), { out: "", err: "", exitCode: 0 });
});
