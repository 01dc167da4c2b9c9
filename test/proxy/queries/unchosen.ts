import assert from "node:assert/strict";
import fc from "fast-check";
import { draws } from "../../support/draws.ts";
import type { QueryWire } from "./query-wire.ts";

/** Places at which a text is cut, as shares of it. */
export const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

interface Talk {
  /** Makes a connection, one that has begun as it should or a new one. */
  readonly start: (hasBegun: boolean) => QueryWire;
  /** Pieces of which what is said is put together. */
  readonly asked: readonly string[];
  readonly answered: readonly string[];
  /** Toxics that choose nothing. */
  readonly never: readonly { readonly type: string; readonly attributes: object }[];
}

/** Checks that what no toxic chooses passes to the byte, whatever it is and however it is cut. */
export function checkUnchosenPass({ start, asked, answered, never }: Talk): void {
  const texts = (scraps: readonly string[]) =>
    fc.array(fc.constantFrom(...scraps), { maxLength: 6 }).map((some) => some.join(""));
  const rounds = fc.array(fc.tuple(texts(asked), cuts, texts(answered), cuts), { maxLength: 4 });
  fc.assert(
    fc.property(fc.boolean(), rounds, rounds, (hasBegun, before, during) => {
      const wire = start(hasBegun);
      const talk = (some: typeof before) => {
        for (const [request, requestCuts, answer, answerCuts] of some) {
          wire.ask(request, requestCuts);
          wire.answer(answer, answerCuts);
        }
      };
      talk(before);
      const [toServer, toCaller] = [wire.toServer, wire.toCaller];
      wire.join(never);
      talk(during);
      wire.callerEnds("fin");
      wire.serverEnds("fin");
      const said = (index: 0 | 2) => during.map((one) => one[index]).join("");
      assert.deepEqual([wire.toServer, wire.toCaller], [toServer + said(0), toCaller + said(2)]);
      assert.equal(wire.ends, ">fin<fin");
    }),
    { numRuns: draws(300, 10_000) },
  );
}
