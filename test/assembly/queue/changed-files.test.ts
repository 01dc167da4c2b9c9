import assert from "node:assert/strict";
import { mkdir, realpath, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { changedFiles } from "../../../src/assembly/queue/changed-files.ts";
import { runProgram } from "../../../src/clients/os/run-program.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("what changed is what differs from where the branch was left: committed, not committed, new and gone", async (t) => {
  const root = await realpath(await temporaryFolder(t));
  const git = async (...args: readonly string[]) => {
    const who = ["-c", "user.name=t", "-c", "user.email=t@t.test", "-c", "commit.gpgsign=false"];
    const end = await runProgram(["git", "-C", root, ...who, ...args]);
    assert.equal(end?.code, 0, end?.stderr);
  };
  const write = (name: string, text: string) => writeFile(join(root, name), text);
  const commit = async (message: string) => {
    await git("add", "--all");
    await git("commit", "--quiet", "--message", message);
  };
  await git("init", "--quiet", "--initial-branch", "main");
  await mkdir(join(root, "a folder"));
  for (const name of ["same", "committed", "staged", "edited", "gone", "old ünïcode\nname"]) await write(name, "1");
  await write(".gitignore", "ignored\n");
  await commit("first");
  await git("switch", "--quiet", "--create", "branch");
  await write("committed", "2");
  await rename(join(root, "old ünïcode\nname"), join(root, "a folder/moved"));
  await commit("second");
  await git("switch", "--quiet", "main");
  await write("same", "changed on main alone");
  await commit("third");
  await git("switch", "--quiet", "branch");
  await write("staged", "2");
  await git("add", "staged");
  await write("edited", "2");
  await rm(join(root, "gone"));
  await write("new", "1");
  await write("ignored", "1");
  const names = ["committed", "staged", "edited", "gone", "old ünïcode\nname", "a folder/moved", "new"];
  assert.deepEqual([...(await changedFiles("main", root))].sort(), names.map((name) => join(root, name)).sort());
  for (const ref of ["no-such-branch", "--output=/tmp/x"]) {
    await assert.rejects(changedFiles(ref, root), { code: "E_CHANGES_UNKNOWN", exitCode: 64 });
  }
});
