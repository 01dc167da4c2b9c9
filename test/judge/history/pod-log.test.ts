import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PodLog } from "../../../src/judge/history/pod-log.ts";

/** The gap of a service whose pods became so, at these times in ms. */
function gapOf(counts: readonly (readonly [atMs: number, ready: number, desired: number])[], nowMs: number) {
  const log = new PodLog();
  for (const [atMs, ready, desired] of counts) log.add({ service: "pricing", atMs, ready, desired });
  const [pods] = log.all(nowMs);
  return [pods?.fewest, pods?.tooFewMs];
}

describe("the gap of a service's pods", () => {
  it("is none where there are enough all the time", () => {
    assert.deepEqual(gapOf([[0, 2, 2]], 1000), [{ atMs: 0, ready: 2, desired: 2 }, 0]);
  });

  it("is as long as there are too few, however often, and goes on until now", () => {
    const counts = [
      [0, 2, 2],
      [100, 1, 2],
      [150, 2, 2],
      [400, 0, 2],
      [500, 1, 2],
    ] as const;
    assert.deepEqual(gapOf(counts, 1000), [{ atMs: 400, ready: 0, desired: 2 }, 50 + 600]);
  });

  it("is there while a service is to have fewer than at first", () => {
    const counts = [
      [0, 2, 2],
      [100, 0, 0],
      [300, 3, 3],
    ] as const;
    assert.deepEqual(gapOf(counts, 1000), [{ atMs: 100, ready: 0, desired: 2 }, 200]);
  });
});
