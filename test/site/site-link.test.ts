import assert from "node:assert/strict";
import { test } from "node:test";
import { siteLink } from "../../site/site-link.ts";

const links = {
  file: "docs/ci.md",
  names: new Map([
    ["docs/reports.md", "reports"],
    ["CONTRIBUTING.md", "contributing"],
    ["docs/decisions/index.md", "decisions/index"],
  ]),
  isInTree: (path: string) => path === "src/cli.ts",
  source: undefined,
};

for (const [target, to] of [
  ["reports.md#html", "/reports.md#html"],
  ["#verdicts", "#verdicts"],
  ["https://example.test/a", "https://example.test/a"],
  ["../CONTRIBUTING.md", "/contributing.md"],
  ["decisions/", "/decisions/index.md"],
  ["images/queue.png", "/images/queue.png"],
  ["../src/cli.ts", undefined],
] as const) {
  test(`a link to ${target} leads to ${to ?? "nothing in the site"}`, () => assert.equal(siteLink(target, links), to));
}

test("a link to a file of the tree leads to where the tree is", () => {
  assert.equal(
    siteLink("../src/cli.ts", { ...links, source: "https://example.test/x" }),
    "https://example.test/x/src/cli.ts",
  );
});

test("a link to nothing is an error that names the page", () => {
  assert.throws(
    () => siteLink("gone.md", links),
    /docs\/ci\.md has a link to gone\.md, and there is no docs\/gone\.md/,
  );
});
