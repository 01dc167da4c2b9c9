import assert from "node:assert/strict";
import { existsSync, globSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { contents, elsewhere } from "../../site/contents.ts";
import { madePages } from "../../site/made-pages.ts";

const root = join(import.meta.dirname, "../..");
const listed = contents.flatMap(({ pages }) => pages);

test("each page of docs/ has one place in the site's contents", () => {
  for (const path of globSync("docs/*.md", { cwd: root })) {
    const name = basename(path, ".md");
    const count = listed.filter((one) => one === name).length;
    assert.equal(
      count,
      1,
      `${path} is ${count} times in site/contents.ts: give it a place under Tutorial, How to, Reference or Explanation`,
    );
  }
});

test("each page of the site's contents is a file, or is made", () => {
  const made = [...Object.keys(madePages), "decisions/index"];
  for (const name of listed) {
    const file = elsewhere[name] ?? `docs/${name}.md`;
    assert.ok(
      made.includes(name) || existsSync(join(root, file)),
      `site/contents.ts has ${name}, and there is no ${file}`,
    );
  }
});
