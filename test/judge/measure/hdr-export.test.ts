import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { decodeFromCompressedBase64 } from "hdr-histogram-js";
import { toHdrBase64 } from "../../../src/judge/measure/hdr-export.ts";
import { durationMs, histogramOf } from "./arbitraries.ts";

describe("export to HdrHistogram", () => {
  test("keeps counts and percentiles", () => {
    fc.assert(
      fc.property(fc.array(durationMs, { minLength: 1, maxLength: 200 }), (values) => {
        const histogram = histogramOf(values);
        const decoded = decodeFromCompressedBase64(toHdrBase64(histogram.toSparse()));
        assert.equal(decoded.totalCount, values.length);
        for (const quantile of [0.5, 0.95, 0.99, 1]) {
          const expectedUs = (histogram.quantileMs(quantile) ?? Number.NaN) * 1000;
          const errorUs = Math.abs(decoded.getValueAtPercentile(quantile * 100) - expectedUs);
          assert.ok(errorUs <= 1 + expectedUs * 0.001, `p${quantile * 100} is off by ${errorUs} of ${expectedUs} µs`);
        }
      }),
    );
  });

  test("of nothing decodes to nothing", () => {
    assert.equal(decodeFromCompressedBase64(toHdrBase64([])).totalCount, 0);
  });
});
