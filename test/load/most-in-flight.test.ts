import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { mostInFlight } from "../../src/load/most-in-flight.ts";

test("shares of what may be in flight are equal but for one, and come to all of it", () => {
  const senders = fc.integer({ min: 1, max: 64 });
  fc.assert(
    fc.property(senders, fc.integer({ min: 1, max: 100_000 }), (of, ofAll) => {
      const shares = Array.from({ length: of }, (_one, index) => mostInFlight(ofAll, { index, of }));
      assert.equal(
        shares.reduce((sum, share) => sum + share, 0),
        Math.max(ofAll, of),
      );
      assert.ok(Math.max(...shares) - Math.min(...shares) <= 1);
    }),
  );
});
