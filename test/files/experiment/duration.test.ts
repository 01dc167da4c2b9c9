import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { formatDuration, parseDuration } from "../../../src/files/experiment/duration.ts";

describe("parseDuration", () => {
  const valid: [string, number][] = [
    ["250ms", 250],
    ["0s", 0],
    ["10s", 10_000],
    ["1.5s", 1500],
    ["1.001s", 1001],
    ["0.25ms", 0.25],
    ["2m", 120_000],
    ["1m30s", 90_000],
    ["1h2m3s4ms", 3_723_004],
  ];
  for (const [text, ms] of valid) it(`reads ${text}`, () => assert.equal(parseDuration(text), ms));

  const invalid = [
    "",
    "10",
    "s",
    "10 s",
    " 10s",
    "-1s",
    "+1s",
    "1e3s",
    ".5s",
    "5.s",
    "10S",
    "1s1m",
    "1s2s",
    "1s,",
    "∞s",
  ];
  for (const text of invalid) it(`refuses "${text}"`, () => assert.equal(parseDuration(text), undefined));

  it("refuses a number beyond all numbers", () => assert.equal(parseDuration(`${"9".repeat(400)}h`), undefined));

  it("takes linear time for hostile text", () => assert.equal(parseDuration(`${"1".repeat(1_000_000)}x`), undefined));
});

describe("formatDuration", () => {
  const cases: [number, string][] = [
    [0, "0ms"],
    [0.0254, "0.025ms"],
    [38.23, "38.2ms"],
    [250, "250ms"],
    [999.9, "1s"],
    [2840, "2.84s"],
    [2800.4, "2.8s"],
    [60_000, "1m"],
    [90_000, "1m30s"],
    [3_605_500, "1h5.5s"],
    [-1500, "-1.5s"],
  ];
  for (const [ms, text] of cases) it(`writes ${ms} ms as ${text}`, () => assert.equal(formatDuration(ms), text));

  it("is read back to what it shows: three digits below a second, the millisecond above", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (ms) => {
        const back = parseDuration(formatDuration(ms));
        assert.ok(back !== undefined);
        assert.ok(Math.abs(back - ms) <= Math.max(0.51, ms < 1 ? 0.001 : 0), `${ms} came back as ${back}`);
      }),
    );
  });
});
