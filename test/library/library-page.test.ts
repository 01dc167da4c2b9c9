import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");
const example = join(root, "examples/testing");

test("what docs/library.md shows are parts of the example, whose tests run", () => {
  const page = readFileSync(join(root, "docs/library.md"), "utf8");
  const files = readdirSync(example).map((file) => readFileSync(join(example, file), "utf8"));
  const shown = [...page.matchAll(/```(?:js|yaml)\n(.*?)```/gs)].map(([, code = ""]) => code);
  assert.ok(shown.length > 0);
  for (const code of shown)
    assert.ok(
      files.some((file) => file.includes(code)),
      code,
    );
});
