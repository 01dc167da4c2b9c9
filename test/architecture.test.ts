import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** The rows of the table of groups in docs/architecture.md, in its order. */
const groups = [...read("docs/architecture.md").matchAll(/^\| `src\/(\w+)\/` \|/gm)].map(([, name = ""]) => name);

interface BiomeBlock {
  readonly includes: readonly string[];
  readonly linter: {
    readonly rules: {
      readonly style?: {
        readonly noRestrictedImports?: { readonly options: { readonly patterns: readonly { group: string[] }[] } };
      };
    };
  };
}

const blocks = (JSON.parse(read("biome.json")) as { overrides: readonly BiomeBlock[] }).overrides;

function forbiddenBy(group: string): readonly string[] {
  const block = blocks.find(({ includes }) => includes[0] === `src/${group}/**`);
  return block?.linter.rules.style?.noRestrictedImports?.options.patterns[0]?.group ?? [];
}

test("the map has every folder of src, and src has every group of the map", () => {
  const folders = readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(groups.toSorted(), folders.map(({ name }) => name).toSorted());
});

test("biome.json forbids each group to import those that the map has after it", () => {
  for (const [at, group] of groups.entries()) {
    assert.deepEqual(
      forbiddenBy(group),
      groups.slice(at + 1).map((later) => `**/${later}/**`),
      group,
    );
  }
});

test("no import points back", () => {
  const back: string[] = [];
  for (const file of readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })) {
    const at = groups.indexOf(file.split(sep)[0] ?? "");
    if (at === -1 || !file.endsWith(".ts")) continue;
    for (const [, path = ""] of read(join("src", file)).matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g)) {
      const target = relative(".", join(dirname(file), path)).split(sep)[0] ?? "";
      if (groups.indexOf(target) > at) back.push(`${file} imports ${path}`);
    }
  }
  assert.deepEqual(back, []);
});
