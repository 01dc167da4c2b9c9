import assert from "node:assert/strict";
import { existsSync, globSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { anchorsOf, linksOf } from "../../site/markdown.ts";
import { pages, readPage, root } from "./pages.ts";

const linked = [...pages, "CHANGELOG.md", ...globSync("docs/decisions/*.md", { cwd: root })];

for (const page of linked) {
  test(`every link of ${page} leads somewhere in the tree, and to a heading that is there`, () => {
    const wrongs = linksOf(readPage(page)).flatMap(({ line, target }) => {
      if (/^[a-z]+:/.test(target)) return [];
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(root, file))) return [`${page}:${line}: there is no ${file}`];
      if (anchor === undefined || anchorsOf(readPage(file)).includes(anchor)) return [];
      return [`${page}:${line}: ${file} has no heading with the anchor ${anchor}`];
    });
    assert.equal(wrongs.join("\n"), "");
  });
}
