import assert from "node:assert/strict";
import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { newCommand } from "../../../src/cli/commands/new.ts";
import { validateCommand } from "../../../src/cli/commands/validate.ts";
import { FaultOptionError } from "../../../src/cli/inject/fault-options.ts";
import { UsageError } from "../../../src/values/errors.ts";
import { example } from "../../files/experiment/stand-ins.ts";
import { runCommand } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const graph = new URL("../../../fixtures/graphs/checkout.yaml", import.meta.url).pathname;
const text = example
  .replace("../fixtures/graphs/checkout.yaml", graph)
  .replace("  compose: ../docker-compose.yml\n", "");

async function written(context: TestContext, content: string): Promise<string> {
  const path = join(await temporaryFolder(context), "x.yaml");
  writeFileSync(path, content);
  return path;
}

describe("brownout new", () => {
  test("adds a fault with what its keys mean, and leaves the rest byte for byte, the mode and a link, too", async (context) => {
    const file = await written(context, `\uFEFF${text}`);
    chmodSync(file, 0o640);
    symlinkSync(file, `${file}.link`);
    const { out } = await runCommand(newCommand, "reset", `${file}.link`, "--on", "checkout -> user", "--after", "5ms");
    assert.match(out, /^added reset on checkout -> user to /);
    const added = `  # Resets connections (TCP RST) some time after their first data.
  - type: reset
    on: checkout -> user # The edge: caller -> callee
    after: 5ms # From the first data until the reset
`;
    const before = "    jitter: 100ms\n";
    assert.equal(readFileSync(file, "utf8"), `\uFEFF${text.replace(before, `${before}${added}`)}`);
    assert.equal(statSync(file).mode & 0o777, 0o640);
    assert.equal((await runCommand(validateCommand, file)).exitCode, 0);
  });

  for (const [what, args, why, type] of [
    [
      "an edge that isn't there",
      ["latency", "--on", "checkout -> pricng"],
      /did you mean "pricing"\?/,
      FaultOptionError,
    ],
    [
      "a value that can't be",
      ["latency", "--on", "checkout -> user", "--latency", "5"],
      /latency: found "5"/,
      FaultOptionError,
    ],
    ["no place where there are several", ["kill"], /\(there are: gateway, .*pricing/, UsageError],
  ] as const) {
    test(`refuses ${what}, and writes nothing`, async (context) => {
      const file = await written(context, text);
      const [kind, ...options] = args;
      await assert.rejects(runCommand(newCommand, kind, file, ...options), (error) => {
        assert.ok(error instanceof type);
        assert.match(error.message, why);
        return true;
      });
      assert.equal(readFileSync(file, "utf8"), text);
    });
  }
});
