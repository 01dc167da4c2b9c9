import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LineSplitter } from "../../src/values/line-splitter.ts";

test("lines and what is behind them are the same wherever a text is cut", () => {
  const piece = fc.array(fc.constantFrom("a", "é", "\n", "\r", " "), { maxLength: 6 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const splitter = new LineSplitter();
      const lines = pieces.flatMap((each) => splitter.take(each));
      assert.deepEqual([...lines, splitter.rest], pieces.join("").split("\n"));
    }),
  );
});

test("of a line no more is kept than is wanted, wherever a text is cut", () => {
  const piece = fc.array(fc.constantFrom("a", "b", "\n"), { maxLength: 9 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const splitter = new LineSplitter(3);
      const lines = pieces.flatMap((each) => splitter.take(each));
      const cut = (line: string) => line.slice(0, 3);
      assert.deepEqual([...lines, splitter.rest], pieces.join("").split("\n").map(cut));
    }),
  );
});
