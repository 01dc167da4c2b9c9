import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import fc from "fast-check";
import { latencyDistribution } from "../../src/proxy/toxics/latency-distribution.ts";
import { FIN } from "../../src/proxy/toxics/toxic.ts";
import { seededRandom } from "../../src/values/random/random.ts";
import { ask, call } from "../support/toxiproxy-http.ts";
import { withProxy } from "./proxy-under-test.ts";
import { RecordingFlow } from "./recording-flow.ts";

const EVENLY = {
  quantiles: [
    [0, 1],
    [1, 1000],
  ],
} as const;

/** A stage whose draws are counted. */
function start(quantiles: readonly (readonly [number, number])[] = EVENLY.quantiles, seed = 1) {
  const random = seededRandom(seed);
  const flow = new RecordingFlow<{ readonly quantiles: typeof quantiles }>({ quantiles });
  let draws = 0;
  flow.random = () => {
    draws++;
    return random();
  };
  const stage = latencyDistribution.start(flow);
  const wake = () => stage.wake?.();
  return { flow, stage, wake, draws: () => draws };
}

describe("a delay from a distribution", () => {
  it("is drawn once for each answer, however it is cut, and delays all of it by that", () => {
    const answers = fc.array(fc.array(fc.nat(50), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 10 });
    const property = fc.property(answers, fc.integer(), (pauses, seed) => {
      const { flow, stage, wake, draws } = start(EVENLY.quantiles, seed);
      for (const pausesMs of pauses) {
        flow.receiverSentBytes++;
        const before = flow.passed.length;
        const cameMs = pausesMs.map((pauseMs, index) => {
          flow.runUntil(flow.timeMs + Math.min(pauseMs, index === 0 ? 50 : 19), wake);
          stage.data(Buffer.from(`${index}`));
          return flow.timeMs;
        });
        flow.runUntil(flow.timeMs + 2000, wake);
        const delays = flow.passed.slice(before).map(({ atMs }, index) => atMs - (cameMs[index] ?? 0));
        assert.equal(delays.length, pausesMs.length);
        for (const delay of delays) assert.ok(Math.abs(delay - (delays[0] ?? 0)) < 1e-6, delays.join());
      }
      assert.equal(draws(), pauses.length);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it("is drawn anew after a pause, and when the toxic is changed", () => {
    const { flow, stage, wake, draws } = start();
    stage.data(Buffer.from("a"));
    flow.runUntil(19, wake);
    stage.data(Buffer.from("b"));
    assert.equal(draws(), 1);
    flow.runUntil(39, wake);
    stage.data(Buffer.from("c"));
    assert.equal(draws(), 2);
    flow.attributes = { quantiles: [[0.5, 0]] };
    stage.changed?.();
    assert.deepEqual(
      flow.passed.map(({ text }) => text),
      ["a", "b", "c"],
    );
  });

  it("is over for what is held when the toxic goes, and the end comes last", () => {
    const { flow, stage } = start([[0.5, 500]]);
    stage.data(Buffer.from("a"));
    stage.end?.(FIN);
    assert.equal(flow.ended, undefined);
    stage.removed?.();
    assert.deepEqual(
      flow.passed.map(({ text }) => text),
      ["a"],
    );
    assert.equal(flow.ended, FIN);
  });
});

test("the toxic is added, shown, changed and counted as all are, and refused where it is no distribution", async () => {
  await withProxy(async ({ apiUrl, connect, edge, edgeWhen }) => {
    const attributes = {
      quantiles: [
        [0.5, 0],
        [0.99, 80],
      ],
    };
    const added = await ask(apiUrl, "POST /proxies/p/toxics", {
      name: "slow",
      type: "latency_distribution",
      attributes,
    });
    assert.deepEqual(added, {
      attributes,
      name: "slow",
      type: "latency_distribution",
      stream: "downstream",
      toxicity: 1,
    });
    await ask(apiUrl, "PATCH /proxies/p/toxics/slow", { attributes: { quantiles: [[0.5, 80]] } });
    const { caller, callee } = await connect();
    caller.send("ping");
    await callee.receive(4);
    const startMs = performance.now();
    callee.send("pong");
    await caller.receive(4);
    assert.ok(performance.now() - startMs >= 79.9, `${performance.now() - startMs} ms`);
    assert.equal((await edgeWhen(({ toxics }) => (toxics.slow ?? 0) > 0)).toxics.slow, 1);
    const wrong = [
      {},
      { quantiles: [] },
      { quantiles: [[0.5, -1]] },
      { quantiles: [[2, 1]] },
      {
        quantiles: [
          [0.5, 9],
          [0.9, 8],
        ],
      },
      { quantiles: 7 },
    ];
    for (const [index, attributes] of wrong.entries()) {
      const body = JSON.stringify({ name: `wrong-${index}`, type: "latency_distribution", attributes });
      const { status, text } = await call(apiUrl, "POST /proxies/p/toxics", { body });
      assert.equal(status, 400, body);
      assert.match(text, /quantiles/, body);
    }
    assert.deepEqual(Object.keys((await edge()).toxics), ["slow"]);
  });
});
