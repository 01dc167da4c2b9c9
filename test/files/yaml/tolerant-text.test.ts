import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readTolerantly, scalarAt } from "../../../src/files/yaml/tolerant-text.ts";
import { example } from "../experiment/stand-ins.ts";

test("knows the place of every key and value, also behind what is broken", () => {
  const text = 'a: { b: [1, "two"\nc:\n  - d: &x three\n    e\n  - *x\n';
  const places = readTolerantly(text).flatMap(({ scalars }) => scalars);
  const shown = places
    .filter(({ start, end }) => start < end)
    .map(({ path, isKey, start, end }) => `${path.join(".")}${isKey ? ":" : "="}${text.slice(start, end)}`);
  assert.deepEqual(shown, ["a:a", "a.b:b", "a.b.0=1", "a.b.1=two", "c:c", "c.0.d:d", "c.0.d=three", "c.0.e:e"]);
});

test("offsets are those of the text, whatever ends its lines", () => {
  for (const lineEnd of ["\n", "\r\n", "\r"]) {
    const text = ["a:", "  - b: 🦊 c # d", "  - 'e'"].join(lineEnd);
    for (const word of ["🦊 c", "e"]) {
      const place = scalarAt(readTolerantly(text), text.indexOf(word))?.place;
      assert.equal(text.slice(place?.start, place?.end), word, JSON.stringify(lineEnd));
    }
  }
});

test("takes whatever is typed into a file, and brackets by the ten thousand", () => {
  const cut = fc.nat({ max: example.length });
  fc.assert(
    fc.property(cut, cut, fc.string({ unit: "binary", maxLength: 8 }), (from, to, typed) => {
      const text = example.slice(0, from) + typed + example.slice(to);
      for (const { scalars } of readTolerantly(text)) {
        for (const { start, end } of scalars) assert.ok(start <= end && end <= text.length);
      }
    }),
    { numRuns: 300 },
  );
  for (const opening of ["[", "- ", "{a: "]) assert.ok(readTolerantly(opening.repeat(50_000)).length <= 1, opening);
  assert.equal(readTolerantly("a: *nobody")[0]?.value, undefined);
});
