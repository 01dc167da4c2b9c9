import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { pollUntil } from "../../../src/values/clock/poll-until.ts";
import { FakeClock } from "../../support/fake-clock.ts";

/** Polls for what is there from `thereMs` on; resolves with what came of it, when, and how often it looked. */
async function poll(thereMs: number, options: { readonly everyMs: number; readonly withinMs?: number }) {
  const clock = new FakeClock();
  let looks = 0;
  let end: { readonly found: string | undefined; readonly atMs: number } | undefined;
  const look = () => {
    looks += 1;
    return clock.nowMs() >= thereMs && "found";
  };
  const polling = pollUntil<string>(look, { clock, ...options }).then((found) => {
    end = { found, atMs: clock.nowMs() };
  });
  while (end === undefined) await clock.advance(1);
  await polling;
  return { ...end, looks };
}

describe("polling", () => {
  it("resolves at once with what is there, also when there is no time at all", async () => {
    assert.deepEqual(await poll(0, { everyMs: 10, withinMs: 0 }), { found: "found", atMs: 0, looks: 1 });
  });

  it("finds what comes in time, at most one interval late, and gives up at the end of its time", async () => {
    const ms = fc.integer({ min: 1, max: 60 });
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 80 }), ms, fc.nat({ max: 60 }), async (thereMs, everyMs, withinMs) => {
        const { found, atMs } = await poll(thereMs, { everyMs, withinMs });
        assert.equal(found, thereMs <= withinMs ? "found" : undefined);
        if (found === undefined) assert.equal(atMs, withinMs);
        else assert.ok(atMs >= thereMs && atMs < thereMs + everyMs && atMs <= withinMs);
      }),
    );
  });

  it("goes on without an end where none is said", async () => {
    assert.deepEqual(await poll(1000, { everyMs: 100 }), { found: "found", atMs: 1000, looks: 11 });
  });

  it("ends with the signal, and as a look fails", async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const polling = pollUntil(() => false, { clock, everyMs: 10, signal: abort.signal });
    abort.abort(new Error("enough"));
    await assert.rejects(polling, /enough/);
    const failing = async () => Promise.reject(new Error("no look"));
    await assert.rejects(pollUntil(failing, { clock, everyMs: 10 }), /no look/);
    assert.equal(clock.pending, 0);
  });
});
