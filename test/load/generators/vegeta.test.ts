import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { attack } from "../../../src/load/generators/vegeta.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** Attacks without an end, and is killed where it is to say what came of that. */
const STAND_IN = `#!/bin/sh
[ "$1" = attack ] && exec sleep 60
echo "out of memory" >&2
kill -KILL $$
`;

test("an attack breaks, and says why, when what tells of its results is killed", {
  timeout: 30_000,
}, async (context) => {
  const folder = await temporaryFolder(context);
  writeFileSync(join(folder, "vegeta"), STAND_IN, { mode: 0o755 });
  const { PATH } = process.env;
  process.env.PATH = `${folder}:${PATH}`;
  context.after(() => {
    process.env.PATH = PATH;
  });
  const broken = Promise.withResolvers<string>();
  const stop = attack(
    { targets: "targets.txt", everyNs: 1e7, timeoutMs: 1000 },
    { onResult: () => assert.fail("there is none"), onBroken: broken.resolve },
  );
  context.after(stop);
  assert.equal(await broken.promise, "vegeta encode ended by SIGKILL: out of memory");
});
