import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseRate } from "../../../src/files/experiment/rate.ts";

describe("parseRate", () => {
  const valid: [string, number][] = [
    ["200/s", 200],
    ["0.5/s", 0.5],
    ["30/m", 0.5],
    ["0/s", 0],
  ];
  for (const [text, perS] of valid) it(`reads ${text}`, () => assert.equal(parseRate(text), perS));

  const invalid = ["", "200", "/s", "200/h", "200 /s", "-1/s", "1e3/s", "200/s/s", `${"9".repeat(400)}/s`];
  for (const text of invalid) it(`refuses "${text.slice(0, 20)}"`, () => assert.equal(parseRate(text), undefined));
});
