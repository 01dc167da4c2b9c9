import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { hasSettled } from "../../../src/judge/history/settled.ts";
import type { WindowPoint } from "../../../src/judge/history/window-series.ts";

/** Short windows, one after the other, from what each says of its load. */
function windows(values: readonly Partial<WindowPoint>[]): WindowPoint[] {
  return values.map((value, at) => {
    const steady = { fromMs: at * 500, toMs: (at + 1) * 500, p50Ms: 20, errorRate: 0, ratePerS: 200 };
    return { ...steady, addedMs: { p50: 0, p95: 0 }, waiting: 0, parts: [], isSpoiled: false, ...value };
  });
}

function settled(values: readonly Partial<WindowPoint>[], silentMs = 0): boolean {
  return hasSettled(windows(values), values.length * 500 + silentMs);
}

const level = fc.double({ min: 1, max: 5000, noNaN: true });
/** So many windows as are looked at, each off by up to 4 %. */
const wobble = fc.array(fc.double({ min: 0.96, max: 1.04, noNaN: true }), { minLength: 10, maxLength: 10 });
const before = fc.array(level, { maxLength: 20 });

describe("a load has settled", () => {
  test("when its windows differ by noise alone, whatever came before", () => {
    fc.assert(
      fc.property(before, level, wobble, (early, p50Ms, factors) => {
        const values = [...early.map((ms) => ({ p50Ms: ms })), ...factors.map((by) => ({ p50Ms: p50Ms * by }))];
        assert.equal(settled(values), true);
      }),
    );
  });

  test("not while its median, its rate or its errors go up or down by half all in all", () => {
    const measures = fc.constantFrom("p50Ms", "ratePerS", "errorRate");
    fc.assert(
      fc.property(
        measures,
        fc.boolean(),
        fc.double({ min: 1.5, max: 50, noNaN: true }),
        wobble,
        (key, falls, by, noise) => {
          const base = key === "errorRate" ? 0.05 : 100;
          const steps = noise.map((wobbling, at) => base * (1 + ((by - 1) * at) / 9) * (1 + (wobbling - 1) / 10));
          const values = (falls ? steps.toReversed() : steps).map((value) => ({ [key]: value }));
          assert.equal(settled(values), false);
        },
      ),
    );
  });

  test("only once an exponential approach is within a tenth", () => {
    for (let seconds = 6; seconds < 30; seconds++) {
      const medians = Array.from({ length: seconds * 2 }, (_, at) => 20 + 400 * 0.8 ** at);
      const isSettled = settled(medians.map((p50Ms) => ({ p50Ms })));
      const [earlier = 0, later = 0] = [medians.at(-8), medians.at(-3)];
      assert.equal(isSettled, earlier - later <= 0.1 * earlier, `after ${seconds} s`);
    }
  });

  test("not by fewer than ten windows, without medians, nor when it fell silent", () => {
    const ten = Array.from({ length: 10 }, () => ({}));
    assert.equal(settled(ten), true);
    assert.equal(settled(ten.slice(1)), false);
    assert.equal(settled(ten, 3001), false);
    const { p50Ms: _, ...without } = windows([{}])[0] as WindowPoint;
    assert.equal(hasSettled([...windows(ten.slice(1)), { ...without, fromMs: 4500, toMs: 5000 }], 5000), false);
  });
});
