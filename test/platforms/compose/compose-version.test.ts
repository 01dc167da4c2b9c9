import assert from "node:assert/strict";
import { test } from "node:test";
import { composeVersion } from "../../../src/platforms/compose/compose-command.ts";

const said = (stdout: string, code = 0) => composeVersion({ code, stdout, stderr: "" });

test("a version is a version, with or without its v", () => {
  assert.equal(said("2.40.3\n"), "2.40.3");
  assert.equal(said("v2.17.2-ubuntu\n"), "2.17.2-ubuntu");
  assert.equal(said("1.29.2"), "1.29.2");
});

test("help is none, though the client exits 0; nor is a failure, or no program", () => {
  assert.equal(said("Usage:  docker [OPTIONS] COMMAND\n\nA self-sufficient runtime for containers\n"), undefined);
  assert.equal(said("2.40.3", 1), undefined);
  assert.equal(composeVersion(undefined), undefined);
});
