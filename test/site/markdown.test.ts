import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { anchorOf, anchorsOf, codeSpansOf, linksOf, partsOf, titleOf, withLinks } from "../../site/markdown.ts";
import { draws } from "../support/draws.ts";

const lines = fc
  .array(
    fc.oneof(
      fc.constantFrom("```", "```sh", "````", "  ```yaml", "  ```", "# A", "`a` [b](c.md)", "", "\r"),
      fc.string(),
    ),
  )
  .map((some) => some.join("\n"));

test("the parts of any page are the page, and begin at the lines that they say", () => {
  fc.assert(
    fc.property(lines, (page) => {
      const parts = partsOf(page);
      assert.equal(parts.map(({ raw }) => raw).join(""), page);
      for (const { raw, line } of parts) {
        assert.ok(
          page
            .split("\n")
            .slice(line - 1)
            .join("\n")
            .startsWith(raw),
        );
      }
      assert.equal(
        withLinks(page, (target) => target),
        page,
      );
    }),
    { numRuns: draws(200, 5000) },
  );
});

const page = `# A \`title\`, and [more](x.md)

Text with \`code [none](no.md)\` and [a link](docs/a.md#b).

- in a list

  \`\`\`yaml
  key: [not](a-link.md)
    nested: 1
  \`\`\`

## It's again
## It's again
![picture](images/p.png)
`;

for (const [heading, anchor] of [
  ["What's new?", "whats-new"],
  ["steady-state, abort, expect", "steady-state-abort-expect"],
  ["`--on` and _x_", "--on-and-_x_"],
  ["Größe 2 s", "größe-2-s"],
] as const) {
  test(`the anchor of ${heading} is GitHub's`, () => assert.equal(anchorOf(heading), anchor));
}

describe("a page", () => {
  test("has a title without its marks", () => assert.equal(titleOf(page), "A title, and more"));

  test("has the anchors that GitHub gives", () => {
    assert.deepEqual(anchorsOf(page), ["a-title-and-more", "its-again", "its-again-1"]);
  });

  test("has links in its prose alone", () => {
    assert.deepEqual(linksOf(page), [
      { line: 1, target: "x.md" },
      { line: 3, target: "docs/a.md#b" },
      { line: 14, target: "images/p.png" },
    ]);
  });

  test("has blocks without their indentation", () => {
    const blocks = partsOf(page).flatMap(({ block }) => (block ? [block] : []));
    assert.deepEqual(blocks, [{ language: "yaml", text: "key: [not](a-link.md)\n  nested: 1\n" }]);
  });

  test("has code spans with their lines", () => {
    assert.deepEqual(codeSpansOf(page), [
      { line: 1, text: "title" },
      { line: 3, text: "code [none](no.md)" },
    ]);
  });

  test("keeps the text of a link that leads nowhere any more", () => {
    assert.match(
      withLinks(page, () => undefined),
      /and a link\./,
    );
  });
});
