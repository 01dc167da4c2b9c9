import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The beginning of a docstring by a word that asks, in place of a noun or a verb that says. */
const ASKING = /\/\*\*[\s*]*(?:What|Whether|How|Where|Why|Who|Whose|When|Which)\b[^\n]*/g;

test("docstrings begin with a noun or a verb", () => {
  const asking: string[] = [];
  for (const folder of ["src", "fixtures", "bench", "test"]) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts")) continue;
      const path = join(folder, file);
      const text = readFileSync(join(root, path), "utf8");
      // Made of descriptions that people read as answers, in an editor.
      if (text.startsWith("// Made of ")) continue;
      for (const [found] of text.matchAll(ASKING)) asking.push(`${path}: ${found}`);
    }
  }
  assert.deepEqual(asking, []);
});
