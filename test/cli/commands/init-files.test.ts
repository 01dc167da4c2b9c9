import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { deliverFiles } from "../../../src/cli/commands/init-files.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("a copy of a file that is its user's alone is so, too, also where a later file can't be written", async (context) => {
  const folder = await temporaryFolder(context);
  const [original, copy] = [join(folder, "secrets.yaml"), join(folder, "copy", "secrets.yaml")];
  writeFileSync(original, "password: p", { mode: 0o600 });
  const files = [
    { path: copy, text: "password: p", modeOf: original },
    { path: join(copy, "experiment.yaml"), text: "" },
  ];
  await assert.rejects(deliverFiles(files, "new"), { exitCode: 64, message: /cannot write .*experiment\.yaml/ });
  assert.equal(statSync(copy).mode & 0o777, 0o600);
});
