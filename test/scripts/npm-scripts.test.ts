import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..", "..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };

test("every test file is in one run of `npm test`, or in `npm run test:long`", () => {
  const patterns = [scripts.test, scripts["test:long"]].flatMap((script) => [
    ...(script ?? "").matchAll(/'(test\/[^']*)'/g),
  ]);
  const run = patterns.flatMap(([, pattern = ""]) => globSync(pattern, { cwd: root }));
  assert.deepEqual(run.sort(), globSync("test/**/*.test.ts", { cwd: root }).sort());
});
