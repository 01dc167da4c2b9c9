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

  test("are shorter where the whole has no place, and left out where nothing of them has", () => {
    assert.deepEqual(
      placeLabels([label(110, 3), label(112, 3), label(113, 1)], room).map(({ top, lines }) => [top, lines.length]),
      [
        [71, 3],
        [112, 1],
      ],
    );
  });

  test("are within the chart, cover no other text, and touch their own line", () => {
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
          assert.ok(drawn.some(({ y }) => y === top || y === bottom));
          for (const later of rows.slice(at + 1)) assert.ok(later.top >= bottom || later.bottom <= top);
        }
      }),
    );
  });
});
