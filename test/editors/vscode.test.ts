import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { mayBeOwn } from "../../editors/vscode/src/own-document.ts";
import { serverCommand } from "../../editors/vscode/src/server-command.ts";

test("the extension starts the command of its setting, of the workspace, or of the PATH", () => {
  const installed = join("b", "node_modules", ".bin", "brownout");
  assert.equal(
    serverCommand("/opt/brownout", ["a"], "linux", () => true),
    "/opt/brownout",
  );
  assert.equal(
    serverCommand("", ["a", "b"], "linux", (path) => path === installed),
    installed,
  );
  assert.equal(
    serverCommand("", ["b"], "win32", (path) => path === `${installed}.cmd`),
    `${installed}.cmd`,
  );
  assert.equal(
    serverCommand("", ["a"], "linux", () => false),
    "brownout",
  );
});

test("the extension starts it for files that may be brownout's alone", () => {
  for (const path of ["/a/experiments/x/y.yaml", "/a/gameday.yml", "/a/graphs/shop.yaml", "/a/x.brownout.yaml"]) {
    assert.ok(mayBeOwn(path, ""), path);
  }
  assert.ok(mayBeOwn("/a/x.yaml", "# yaml-language-server: $schema=../experiment.schema.json\n"));
  for (const path of ["/a/docker-compose.yml", "/a/my-gameday.yaml.bak", "/a/experiments.yaml"]) {
    assert.ok(!mayBeOwn(path, "name: x\n"), path);
  }
});
