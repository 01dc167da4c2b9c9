import assert from "node:assert/strict";
import { test } from "node:test";
import { resumeCommand } from "../../../src/cli/gameday/resume-command.ts";

for (const [options, rest] of [
  [{}, "--runs 'my runs'"],
  [{ web: true }, "--web --runs 'my runs'"],
  [{ web: "[::1]:8080" }, "--web '[::1]:8080' --runs 'my runs'"],
  [{ var: { RATE: "50/s", TOKEN: "hush" } }, "--runs 'my runs' --var RATE=... --var TOKEN=..."],
  [{ varFile: "my vars" }, "--runs 'my runs' --var-file 'my vars'"],
] as const) {
  test(`a day that was held with ${JSON.stringify(options)} is taken up again with it`, () => {
    const command = resumeCommand("game day.yaml", { runs: "my runs", var: {}, ...options });
    assert.equal(command, `brownout gameday run 'game day.yaml' --resume ${rest}`);
  });
}
