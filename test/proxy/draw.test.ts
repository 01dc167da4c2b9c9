import assert from "node:assert/strict";
import { test } from "node:test";
import { randomFor } from "../../src/proxy/draw.ts";

test("first draws of neighbours are spread evenly, and repeat", () => {
  const draws = Array.from({ length: 20_000 }, (_, connection) => randomFor(1, "p", connection, "downstream", "t")());
  const tenths = new Array<number>(10).fill(0);
  for (const draw of draws) tenths[Math.floor(draw * 10)] = (tenths[Math.floor(draw * 10)] ?? 0) + 1;
  // 2000 each, with a standard deviation of 42.
  for (const count of tenths) assert.ok(Math.abs(count - 2000) < 250, `${tenths}`);
  assert.equal(randomFor(1, "p", 5, "downstream", "t")(), draws[5]);
  assert.notEqual(randomFor(2, "p", 5, "downstream", "t")(), draws[5]);
});
