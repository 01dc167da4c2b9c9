import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Ways, waysOf, waysToChoose } from "../../../src/judge/gate/ways.ts";
import { seededRandom } from "../../../src/values/random/random.ts";

function listed({ count, chosen, places }: Ways): number[][] {
  return Array.from({ length: count }, (_, way) => [...places.slice(way * chosen, (way + 1) * chosen)]);
}

describe("the ways to choose the checked runs", () => {
  test("are all there are where they are few, the real one last", () => {
    for (const [total, chosen] of [
      [5, 2],
      [6, 1],
      [4, 4],
      [9, 5],
    ] as const) {
      const ways = listed(waysOf(total, chosen, () => assert.fail("nothing is drawn")));
      assert.equal(ways.length, waysToChoose(total, chosen));
      assert.equal(new Set(ways.map(String)).size, ways.length);
      for (const way of ways) assert.ok(way.every((place, at) => place < total && place > (way[at - 1] ?? -1)));
      assert.deepEqual(
        ways.at(-1),
        Array.from({ length: chosen }, (_, at) => total - chosen + at),
      );
    }
  });

  test("are counted as Pascal's triangle has them", () => {
    assert.equal(waysToChoose(25, 5), 53_130);
    assert.equal(waysToChoose(13, 3), 286);
    assert.equal(waysToChoose(7, 7), 1);
  });

  test("are drawn where they are many, each run as often as any other, and the real one is among them", () => {
    const ways = listed(waysOf(30, 10, seededRandom(1)));
    assert.equal(ways.length, 100_001);
    assert.deepEqual(ways.at(-1), [20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    const counts = new Array<number>(30).fill(0);
    for (const way of ways) {
      assert.equal(new Set(way).size, 10);
      for (const run of way) counts[run] = (counts[run] ?? 0) + 1;
    }
    // 100,001 / 3, and five standard deviations.
    for (const count of counts) assert.ok(Math.abs(count - 33_333) < 750, String(count));
  });
});
