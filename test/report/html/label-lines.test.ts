import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { labelLines } from "../../../src/report/html/page/label-lines.ts";

const widthOf = (text: string) => text.length;

describe("a label in a chart", () => {
  test("is broken where it doesn't fit", () => {
    const text = "steady-state shoppers.p95 < 300ms, expect shoppers.p95 < 300ms";
    assert.deepEqual(labelLines(text, 100, 3, widthOf), [text]);
    assert.deepEqual(labelLines(text, 35, 3, widthOf), [
      "steady-state shoppers.p95 < 300ms,",
      "expect shoppers.p95 < 300ms",
    ]);
    assert.deepEqual(labelLines("a b c d", 1, 3, widthOf), ["a", "b", "…"]);
    assert.deepEqual(labelLines("expect shoppers.p95 < 300ms", 20, 1, widthOf), ["expect shoppers.p95…"]);
    assert.deepEqual(labelLines("(checkout -> pricing).p95 < 1s", 12, 3, widthOf), [
      "(checkout ->",
      "pricing).p95",
      "< 1s",
    ]);
    assert.deepEqual(labelLines("shoppers-of-everything", 9, 3, widthOf), ["shoppers…"]);
  });

  test("never is wider than there is room, nor loses its beginning", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[\w<>().,-]{1,30}$/)),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 3 }),
        (words, width, most) => {
          const text = words.join(" ");
          const lines = labelLines(text, width, most, widthOf);
          assert.ok(lines.length <= most);
          for (const line of lines) assert.ok(line.length <= width, JSON.stringify(lines));
          if (text.length <= width) assert.deepEqual(lines, [text]);
          else assert.ok(text.startsWith(lines[0]?.replace(/…$/, "") ?? "-"));
        },
      ),
    );
  });
});
