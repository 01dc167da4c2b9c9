import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MOST_A_SENDER_PER_S, senderCount } from "../../src/load/sender-count.ts";
import { makeLoad } from "./collector.ts";

const URL = "http://127.0.0.1:1";
const at = (ratePerS: number, maxInFlight = 10_000) =>
  makeLoad({ url: URL, pacing: { kind: "constant", ratePerS }, maxInFlight });
const ramp = makeLoad({
  url: URL,
  pacing: { kind: "ramp", fromPerS: 0, toPerS: 100_000, overMs: 1000 },
  maxInFlight: 10_000,
});
const commands = {
  ...at(200_000),
  command: { kind: "redis", connections: 10, settings: {}, addresses: ["127.0.0.1:1"], sends: ["PING"] },
} as const;

describe("the threads that loads are sent from", () => {
  for (const [what, loads, cores, count] of [
    ["one at what one can send", [at(40_000)], 8, 1],
    ["as many as the rate needs", [at(40_001)], 8, 2],
    ["for all loads together", [at(30_000), at(30_000)], 8, 2],
    ["for the highest rate of a ramp", [ramp], 8, 3],
    ["a core is left for all else", [at(200_000)], 4, 3],
    ["one on a machine of two cores", [at(200_000)], 2, 1],
    ["one on a machine of one core", [at(200_000)], 1, 1],
    ["no more than have enough in flight each", [at(200_000, 64)], 8, 2],
    ["one for a load that may have few in flight", [at(200_000, 8)], 8, 1],
    ["one where a load isn't of requests", [at(200_000), commands], 8, 1],
  ] as const) {
    it(what, () => {
      assert.equal(senderCount(loads, { cores, mostPerS: MOST_A_SENDER_PER_S, of: 1 }), count);
    });
  }

  it("counts what is sent from this machine, where others send the rest", () => {
    assert.equal(senderCount([at(120_000)], { cores: 8, mostPerS: MOST_A_SENDER_PER_S, of: 3 }), 1);
    assert.equal(senderCount([at(360_000)], { cores: 8, mostPerS: MOST_A_SENDER_PER_S, of: 3 }), 3);
  });
});
