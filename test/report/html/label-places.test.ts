import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type Label, placeLabels } from "../../../src/report/html/page/label-places.ts";

const room = { height: 130, lineHeight: 13, taken: 16 };

/** A label that is so many lines long. */
function label(y: number, length: number): Label {
  const lines = Array.from({ length }, (_, at) => `line ${at + 1}`);
  return { y, linesWithin: (most) => lines.slice(0, most) };
}

describe("labels of limits in a chart", () => {
  test("are above a low line, and below a high one", () => {
    assert.deepEqual(placeLabels([label(100, 1), label(30, 2)], room), [
      { top: 87, lines: ["line 1"] },
      { top: 30, lines: ["line 1", "line 2"] },
    ]);
  });

  test("of lines that are close get out of each other's way", () => {
    assert.deepEqual(placeLabels([label(100, 1), label(104, 1)], room), [
      { top: 87, lines: ["line 1"] },
      { top: 104, lines: ["line 1"] },
    ]);
  });

  test("stand beyond another that is in the way, and below what is at the top", () => {
    assert.deepEqual(placeLabels([label(125, 1), label(124, 1), label(10, 1)], room), [
      { top: 112, lines: ["line 1"] },
      { top: 99, lines: ["line 1"] },
      { top: 16, lines: ["line 1"] },
    ]);
  });

  test("are shorter where the whole has no place, and left out where nothing of them has", () => {
    const tight = { height: 60, lineHeight: 13, taken: 16 };
    assert.deepEqual(
      placeLabels([label(58, 3), label(59, 3), label(59, 1)], tight).map(({ top, lines }) => [top, lines.length]),
      [[19, 3]],
    );
    assert.deepEqual(
      placeLabels([label(58, 2), label(58, 3)], tight).map(({ top, lines }) => [top, lines.length]),
      [
        [32, 2],
        [19, 1],
      ],
    );
  });

  test("are within the chart, cover no other text, and are near their own line", () => {
    const someLabel = fc.record({ y: fc.integer({ min: 0, max: 130 }), length: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(fc.array(someLabel, { maxLength: 5 }), (drawn) => {
        const placed = placeLabels(
          drawn.map(({ y, length }) => label(y, length)),
          room,
        );
        const rows = placed.map(({ top, lines }) => ({ top, bottom: top + lines.length * room.lineHeight }));
        for (const [at, { top, bottom }] of rows.entries()) {
          assert.ok(top >= room.taken && bottom <= room.height, JSON.stringify(rows));
          assert.ok(drawn.some(({ y }) => Math.abs(top - y) <= 26 || Math.abs(bottom - y) <= 26));
          for (const later of rows.slice(at + 1)) assert.ok(later.top >= bottom || later.bottom <= top);
        }
      }),
    );
  });
});
