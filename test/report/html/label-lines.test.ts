import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { labelLines } from "../../../src/report/html/page/label-lines.ts";

const widthOf = (text: string) => text.length;

describe("a label in a chart", () => {
  test("is broken where it doesn't fit", () => {
    const text = "steady-state shoppers.p95 < 300ms, expect shoppers.p95 < 300ms";
    assert.deepEqual(labelLines(text, 100, widthOf), [text]);
    assert.deepEqual(labelLines(text, 35, widthOf), [
      "steady-state shoppers.p95 < 300ms,",
      "expect shoppers.p95 < 300ms",
    ]);
    assert.deepEqual(labelLines("a b c d", 1, widthOf), ["a", "b", "…"]);
    assert.deepEqual(labelLines("(checkout -> pricing).p95 < 1s", 12, widthOf), [
      "(checkout ->",
      "pricing).p95",
      "< 1s",
    ]);
    assert.deepEqual(labelLines("shoppers-of-everything", 9, widthOf), ["shoppers…"]);
  });

  test("never is wider than there is room, nor loses its beginning", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[\w<>().,-]{1,30}$/)),
        fc.integer({ min: 1, max: 40 }),
        (words, width) => {
          const text = words.join(" ");
          const lines = labelLines(text, width, widthOf);
          assert.ok(lines.length <= 3);
          for (const line of lines) assert.ok(line.length <= width, JSON.stringify(lines));
          if (text.length <= width) assert.deepEqual(lines, [text]);
          else assert.ok(text.startsWith(lines[0]?.replace(/…$/, "") ?? "-"));
        },
      ),
    );
  });
});
