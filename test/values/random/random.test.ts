import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { seededRandom } from "../../../src/values/random/random.ts";

describe("a seeded stream", () => {
  test("is the same for the same seed", () => {
    const [one, other] = [seededRandom(42), seededRandom(42)];
    for (let drawn = 0; drawn < 100; drawn++) assert.equal(one(), other());
  });

  test("begins anywhere, also for the small seeds that people choose", () => {
    const firsts = Array.from({ length: 1000 }, (_, seed) => seededRandom(seed)());
    for (let tenth = 0; tenth < 10; tenth++) {
      const count = firsts.filter((first) => Math.floor(first * 10) === tenth).length;
      assert.ok(count > 60 && count < 140, `${count} of 1,000 in tenth ${tenth}`);
    }
  });
});
