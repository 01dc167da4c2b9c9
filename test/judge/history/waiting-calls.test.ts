import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ReplicaWaiting } from "../../../src/judge/history/event.ts";
import { parseEvent } from "../../../src/judge/history/event-schema.ts";
import { waitingCalls } from "../../../src/judge/history/waiting-calls.ts";

const pool = { active: 60, queued: 0 };
const price = { on: "GET pricing/price", count: 547, longestMs: 2_841 };

function reading(service: string, groups: ReplicaWaiting["groups"], number = 1): ReplicaWaiting {
  return { service, replica: `${service}, replica ${number}`, groups, pool };
}

describe("calls that wait", () => {
  test("are added up over a service's replicas, with the longest of all, the most first", () => {
    const slot = { on: "a slot for GET pricing/price", count: 700, longestMs: 900 };
    const readings = [
      reading("checkout", [price]),
      reading("order", [{ ...price, count: 12 }]),
      reading("checkout", [slot, { ...price, count: 200, longestMs: 3_000 }], 2),
    ];
    assert.deepEqual(waitingCalls(readings), [
      { service: "checkout", on: price.on, count: 747, longestMs: 3_000 },
      { service: "checkout", on: slot.on, count: 700, longestMs: 900 },
      { service: "order", on: price.on, count: 12, longestMs: 2_841 },
    ]);
  });

  test("are left out where there are as few as in a healthy service", () => {
    const few = reading("checkout", [{ ...price, count: 9 }]);
    assert.deepEqual(waitingCalls([few]), []);
    assert.equal(waitingCalls([few, few])[0]?.count, 18);
  });
});

describe("a reading in a journal", () => {
  const event = { atMs: 12, type: "waiting", ...reading("checkout", [price]) };

  test("is read as it was written", () => {
    assert.deepEqual(parseEvent(event), event);
  });

  test("is refused with a count that is none", () => {
    assert.ok(parseEvent({ ...event, groups: [{ ...price, count: "547" }] }) instanceof Error);
  });
});
