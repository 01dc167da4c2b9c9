import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { HeldFor } from "../../../src/judge/criteria/held-for.ts";
import type { Trit } from "../../../src/values/trit.ts";

describe("for a duration", () => {
  test("without one, holding once is enough", () => {
    assert.equal(new HeldFor().judged(100, "true"), true);
  });

  test("holding has to last that long", () => {
    const held = new HeldFor(1000);
    assert.equal(held.judged(500, "true"), false);
    assert.equal(held.judged(1499, "true"), false);
    assert.equal(held.judged(1500, "true"), true);
    assert.equal(held.judged(1600, "true"), true);
  });

  for (const broken of ["false", "unknown"] as const) {
    test(`${broken} breaks it, and it begins anew`, () => {
      const held = new HeldFor(1000);
      held.judged(0, "true");
      assert.equal(held.judged(900, broken), false);
      assert.equal(held.judged(1000, "true"), false);
      assert.equal(held.judged(1999, "true"), false);
      assert.equal(held.judged(2000, "true"), true);
    });
  }

  test("is so exactly when every judgement of the last stretch was true", () => {
    const said = fc.record({
      afterMs: fc.nat(300),
      holds: fc.constantFrom<Trit>("true", "true", "true", "false", "unknown"),
    });
    fc.assert(
      fc.property(fc.nat(1000), fc.array(said), (forMs, judgements) => {
        const held = new HeldFor(forMs);
        const past: { readonly atMs: number; readonly holds: Trit }[] = [];
        for (const { afterMs, holds } of judgements) {
          const atMs = (past.at(-1)?.atMs ?? 0) + afterMs;
          past.push({ atMs, holds });
          const unbroken = past.slice(past.findLastIndex((one) => one.holds !== "true") + 1);
          assert.equal(held.judged(atMs, holds), unbroken[0] !== undefined && atMs - unbroken[0].atMs >= forMs);
        }
      }),
    );
  });
});
