import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { appendItem } from "../../../src/files/yaml/append-item.ts";

/** Each text has `+` where the item is to come, or nothing where it can't be added. */
const CASES: Readonly<Record<string, string>> = {
  "before the key behind the list, and what belongs to that": "faults:\n  - type: a\n+\n# of expect\nexpect:\n  - b\n",
  "behind a comment that belongs to the last item": "faults:\n- type: a\n  # mode: all\n+\nexpect: []\n",
  "at the end of a text without a line end": "x: 1\nfaults:\n    - type: a # why+",
  "behind the bracket of an item in brackets": "faults:\n  - { type: a,\n      on: b\n    } # end\n+x: 1\n",
  "behind a block scalar that looks like comments": "faults:\n  - text: |\n      a\n      # not one\n+x: 1\n",
  "behind a key without a value": "faults:\n+x: 1\n",
  "behind an anchor and an alias": "a: &a\n  type: x\nfaults:\n  - *a\n+x: *a\n",
  "not into brackets": "faults: [{ type: a }]\n",
  "not into an alias": "a: &a\n  - type: x\nfaults: *a\n",
  "not into a text in brackets": "{ faults: [] }\n",
};

describe("an item is added", () => {
  for (const [what, marked] of Object.entries(CASES)) {
    for (const lineEnd of ["\n", "\r\n"]) {
      test(`${what}${lineEnd === "\n" ? "" : ", with CRLF"}`, () => {
        const at = marked.indexOf("+");
        const [before, after] = at < 0 ? [] : [marked.slice(0, at), marked.slice(at + 1)];
        const indent = / *(?=- )/.exec(before ?? "")?.[0] ?? "  ";
        const ended = before?.endsWith("\n") ? before : `${before}\n`;
        const expected = before === undefined ? undefined : `${ended}${indent}- type: new\n${indent}  on: c\n${after}`;
        const added = appendItem(marked.replace("+", "").replaceAll("\n", lineEnd), "faults", [
          "- type: new",
          "  on: c",
        ]);
        assert.equal(added, expected?.replaceAll("\n", lineEnd));
      });
    }
  }

  test("at the end, under the list's name, where that isn't there", () => {
    assert.equal(appendItem("x: 1\n", "faults", ["- type: new"]), "x: 1\n\nfaults:\n  - type: new\n");
  });
});
