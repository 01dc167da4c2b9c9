import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { TypedTerminal } from "../../support/typed-terminal.ts";

const cli = fileURLToPath(new URL("../../../src/cli.ts", import.meta.url));
const COLUMNS = 50;

test("what ends a command is broken between words at a terminal", async (context) => {
  const folder = await temporaryFolder(context);
  const terminal = new TypedTerminal(
    context,
    `${process.execPath} ${cli} plan experiment.yaml --on moon`,
    folder,
    COLUMNS,
  );
  await terminal.shows(/kubernetes/);
  const lines = terminal.text.trimEnd().split("\n");
  assert.match(
    lines.join("\n"),
    /^error \(E_USAGE\): there is no platform "moon"\n {2}--on takes one of: local, compose,/,
  );
  for (const line of lines) assert.ok(line.length <= COLUMNS, line);
  assert.ok(lines.length > 2, "the hint has more than one line");
});
