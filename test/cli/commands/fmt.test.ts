import assert from "node:assert/strict";
import { chmodSync, chownSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
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
  for (const files of [
    [broken, odd],
    [odd, broken],
  ]) {
    assert.equal((await runCommand(fmtCommand, "--check", ...files)).exitCode, 64, files.join());
  }
  const formatted = await runCommand(fmtCommand, broken, right, odd);
  assert.deepEqual([formatted.out, formatted.exitCode], [`formatted ${odd}`, 64]);
  assert.match(formatted.err, /broken\.yaml:\d+:\d+ not YAML/);
  assert.equal(readFileSync(odd, "utf8"), "\uFEFFname: x # the name\n");
  assert.equal(statSync(odd).mode & 0o777, 0o640);
  assert.deepEqual(await runCommand(fmtCommand, "--check", right, odd), { out: "", err: "", exitCode: 0 });
});

test("fmt leaves what it can't print as it is, says so, and goes on", async (context) => {
  const folder = await temporaryFolder(context);
  const odd = join(folder, "odd.yaml");
  for (const text of [`name: x\n${"k".repeat(1100)}:   y\n`, "...\nname:   x\n"]) {
    const rare = join(folder, "rare.yaml");
    writeFileSync(rare, text);
    writeFileSync(odd, "name:   x\n");
    const { out, err, exitCode } = await runCommand(fmtCommand, rare, odd);
    assert.deepEqual([out, exitCode], [`formatted ${odd}`, 64], text.slice(0, 20));
    assert.match(err, /rare\.yaml can't be printed anew/);
    assert.equal(readFileSync(rare, "utf8"), text);
  }
});

test("fmt by root leaves a file its owner's, and by anybody a draft that isn't its own", async (context) => {
  const folder = await temporaryFolder(context);
  const odd = join(folder, "odd.yaml");
  writeFileSync(odd, "name:   x\n", { mode: 0o600 });
  if (process.geteuid?.() === 0) chownSync(odd, 1234, 1235);
  const { uid, gid, mode } = statSync(odd);
  assert.equal((await runCommand(fmtCommand, odd)).exitCode, 0);
  const after = statSync(odd);
  assert.deepEqual([after.uid, after.gid, after.mode], [uid, gid, mode]);

  const draft = `${odd}.${process.pid}`;
  writeFileSync(draft, "somebody's");
  writeFileSync(odd, "name:   x\n");
  const { err, exitCode } = await runCommand(fmtCommand, odd);
  assert.match(err, /cannot write .*EEXIST/);
  assert.equal(exitCode, 64);
  assert.ok(existsSync(draft));
});
