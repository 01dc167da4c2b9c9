import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { HeldChunks } from "../../src/proxy/toxics/held-chunks.ts";
import { FIN } from "../../src/proxy/toxics/toxic.ts";
import { RecordingFlow } from "./recording-flow.ts";

test("chunks go out in order, none before it is due, and the end comes last", () => {
  const arrivals = fc.array(fc.record({ afterMs: fc.nat(20), delayMs: fc.integer({ min: -5, max: 50 }) }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(arrivals, (chunks) => {
      const flow = new RecordingFlow({});
      const held = new HeldChunks(flow, 1000);
      const dues: number[] = [];
      for (const [index, { afterMs, delayMs }] of chunks.entries()) {
        flow.runUntil(flow.timeMs + afterMs, () => held.release());
        dues.push(flow.timeMs + delayMs);
        held.push(Buffer.from(String(index)), flow.timeMs + delayMs);
      }
      held.end(FIN);
      const isEmpty = flow.passed.length === chunks.length;
      assert.equal(flow.ended, isEmpty ? FIN : undefined);
      flow.runUntil(10_000, () => held.release());
      assert.deepEqual(
        flow.passed.map(({ text }) => text),
        chunks.map((_, index) => String(index)),
      );
      for (const [index, { atMs }] of flow.passed.entries()) assert.ok(atMs >= (dues[index] ?? 0));
      assert.equal(flow.ended, FIN);
    }),
  );
});

test("the sender is stopped above the limit, and goes on below it", () => {
  const flow = new RecordingFlow({});
  const held = new HeldChunks(flow, 10);
  held.push(Buffer.alloc(10), 5);
  assert.equal(flow.isHeldBack, false);
  held.push(Buffer.alloc(1), 6);
  assert.equal(flow.isHeldBack, true);
  flow.runUntil(5, () => held.release());
  assert.equal(flow.isHeldBack, false);
});

test("new due times move what is held, forth and back, in order", () => {
  const flow = new RecordingFlow({});
  const held = new HeldChunks(flow, 1000);
  held.push(Buffer.from("a"), Number.POSITIVE_INFINITY);
  flow.timeMs = 3;
  held.push(Buffer.from("b"), 4);
  held.reschedule((arrivedMs) => arrivedMs + 10);
  flow.runUntil(100, () => held.release());
  assert.deepEqual(flow.passed, [
    { text: "a", atMs: 10 },
    { text: "b", atMs: 13 },
  ]);
});
