import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { addSparse, subtractSparse } from "../../../src/judge/measure/sparse.ts";
import { durationMs, sparseOf } from "./arbitraries.ts";

describe("sparse histograms", () => {
  const durations = fc.array(durationMs);

  test("their sum is the histogram of all durations", () => {
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        assert.deepEqual(addSparse(sparseOf(a), sparseOf(b)), sparseOf([...a, ...b]));
      }),
    );
  });

  test("what was added can be taken out again", () => {
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        assert.deepEqual(subtractSparse(sparseOf([...a, ...b]), sparseOf(b)), sparseOf(a));
      }),
    );
  });

  test("more can't be taken out than is there", () => {
    assert.throws(() => subtractSparse(sparseOf([1]), sparseOf([1, 1])), RangeError);
    assert.throws(() => subtractSparse(sparseOf([1]), sparseOf([2])), RangeError);
  });
});
