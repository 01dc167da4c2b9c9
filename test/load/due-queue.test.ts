import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DueQueue } from "../../src/load/due-queue.ts";

const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 50 });

test("things come out in the order of their times, and as they came where those are the same", () => {
  fc.assert(
    fc.property(times, (dueTimes) => {
      const queue = new DueQueue<{ readonly dueMs: number; readonly place: number }>();
      const all = dueTimes.map((dueMs, place) => ({ dueMs, place }));
      for (const one of all) queue.add(one);
      assert.equal(queue.size, all.length);
      const sorted = all.toSorted((a, b) => a.dueMs - b.dueMs || a.place - b.place);
      for (const expected of sorted) {
        assert.equal(queue.nextDueMs(), expected.dueMs);
        assert.equal(queue.takeDue(expected.dueMs - 1), undefined);
        assert.deepEqual(queue.takeDue(expected.dueMs), expected);
      }
      assert.equal(queue.nextDueMs(), Infinity);
    }),
  );
});

test("what waits can be looked at without taking it out", () => {
  const queue = new DueQueue<{ readonly dueMs: number }>();
  for (const dueMs of [3, 1, 2]) queue.add({ dueMs });
  assert.deepEqual(new Set([...queue].map(({ dueMs }) => dueMs)), new Set([1, 2, 3]));
  assert.equal(queue.size, 3);
});
