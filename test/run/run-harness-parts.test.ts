import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PartReading } from "../../src/judge/history/event.ts";
import { FAULT_ENDS_MS, FAULT_STARTS_MS } from "./simulated-plan.ts";
import { type Hands, type Scenario, simulate } from "./simulated-run.ts";

/** A part of the harness is so from one time to another. */
const part = (name: string, reading: PartReading, fromMs = FAULT_STARTS_MS, toMs = FAULT_ENDS_MS) => ({
  [fromMs]: ({ world }: Hands) => {
    world.parts = { [name]: reading };
  },
  [toMs]: ({ world }: Hands) => {
    world.parts = {};
  },
});

/** Requests take 30 ms of their own, and the limit of their p95 is 300 ms. */
const overBy100Ms: Scenario["plan"] = { faults: [{ delayMs: 370 }], expect: ["shoppers.p95 < 300ms"] };

describe("a part of the harness that could explain a failure", () => {
  const table: readonly (readonly [string, string, PartReading, RegExp])[] = [
    ["a proxy that stalls", "proxy of pricing", { delayMs: 150 }, /proxy of pricing stalled for up to 15\d ms/],
    ["a machine that others use", "machine", { waiting: 0.4 }, /machine waited for a processor 3\d\.\d % of the time/],
  ];
  for (const [what, name, reading, words] of table) {
    test(`${what} makes it unknown, and is named`, async () => {
      const { result } = await simulate({ plan: overBy100Ms, at: part(name, reading) });
      assert.equal(result.exitCode, 3, result.reasons.join());
      assert.match(result.reasons.join(), words);
      assert.deepEqual(result.criteria.find(({ role }) => role === "expect")?.judgement.explainedBy, [name]);
    });
  }

  test("doesn't when it can have done less", async () => {
    for (const reading of [{ delayMs: 60 }, { waiting: 0.1 }]) {
      const { result } = await simulate({ plan: overBy100Ms, at: part("machine", reading) });
      assert.equal(result.exitCode, 1, result.reasons.join());
    }
  });

  test("doesn't when it stalled for few of the requests", async () => {
    const { result } = await simulate({ plan: overBy100Ms, at: part("machine", { delayMs: 400 }, 5000, 5100) });
    assert.equal(result.exitCode, 1, result.reasons.join());
  });

  test("doesn't when it was like that in the baseline, too, where steady state held", async () => {
    const { result } = await simulate({ plan: overBy100Ms, at: part("machine", { waiting: 0.2 }, 10) });
    assert.equal(result.exitCode, 1, result.reasons.join());
  });

  test("does when what sends the load saw the answers late", async () => {
    const stalls = ({ world }: Hands) => {
      world.loadStallMs = 150;
    };
    const { result } = await simulate({ plan: overBy100Ms, at: { [FAULT_STARTS_MS]: stalls } });
    assert.equal(result.exitCode, 3, result.reasons.join());
    assert.match(result.reasons.join(), /load stalled for up to 15\d ms/);
  });

  test("isn't the hold of requests that are sent together, which is told", async () => {
    const holds = ({ world }: Hands) => {
      world.grainMs = 0.5;
    };
    const { result } = await simulate({ at: { [FAULT_STARTS_MS]: holds } });
    assert.equal(result.exitCode, 0, result.reasons.join());
    assert.equal(result.harness.grainMs, 0.5);
    assert.equal((await simulate({})).result.harness.grainMs, undefined);
  });

  test("is the first reason why it could not be told whether there was a steady state", async () => {
    const { result } = await simulate({
      plan: { steadyState: ["shoppers.p95 < 20ms", "shoppers.error_rate < 1%"] },
      at: part("machine", { waiting: 0.9 }, 10),
    });
    assert.equal(result.stop?.kind, "no-steady-state");
    assert.match(result.reasons[0] ?? "", /shoppers\.p95 < 20ms.*machine waited for a processor/);
    assert.match(result.reasons[1] ?? "", /could not be told whether there was a steady state/);
  });
});

describe("a way of the load that fails", () => {
  const apiServer = (fromMs: number, toMs: number) =>
    part("API server", { failing: "it did not answer" }, fromMs, toMs);
  const failing: Scenario["plan"] = {
    faults: [{ failing: 0.5, durationMs: 1500 }],
    expect: ["shoppers.error_rate < 1%"],
  };

  test("could explain errors that came meanwhile", async () => {
    const { result } = await simulate({ plan: failing, at: apiServer(4000, 5500) });
    assert.equal(result.exitCode, 3, result.reasons.join());
    assert.match(result.reasons.join(), /API server: it did not answer, which could explain it/);
  });

  test("could explain errors that came a moment before it was noticed, also in a short window", async () => {
    const plan = { ...failing, expect: ["shoppers.error_rate < 1% over 1s"] };
    const { result } = await simulate({ plan, at: apiServer(5400, 5500) });
    assert.equal(result.exitCode, 3, result.reasons.join());
  });

  test("could explain an abort that held before it was noticed; the fault went out all the same", async () => {
    const plan = { ...failing, abort: ["shoppers.error_rate > 10% over 1s"] };
    const { result } = await simulate({ plan, at: apiServer(5000, 5500) });
    assert.equal(result.stop?.kind, "abort");
    assert.equal(result.exitCode, 3, result.reasons.join());
    assert.match(result.reasons.join(), /API server/);
  });

  test("doesn't explain errors at another time", async () => {
    const { result } = await simulate({ plan: failing, at: apiServer(8500, 9000) });
    assert.equal(result.exitCode, 1, result.reasons.join());
  });
});

describe("a part that spoils what is measured", () => {
  test("keeps a run from passing, whatever held", async () => {
    const { result } = await simulate({ at: part("proxy of pricing", { delayMs: 900 }, 4100) });
    assert.equal(result.exitCode, 3, result.reasons.join());
    const { parts, unusable } = result.harness;
    assert.ok(unusable > 0.3 && unusable < 0.4, String(unusable));
    assert.equal(parts["proxy of pricing"]?.unusable, unusable);
    assert.equal(parts["proxy of pricing"]?.delayMaxMs, 900);
  });

  test("counts a request once, however many ticks it is under way in", async () => {
    const plan = { faults: [{ delayMs: 300 }], expect: ["shoppers.error_rate < 50%"] };
    const { result } = await simulate({ plan, at: part("API server", { delayMs: 900 }, 5000, 5500) });
    assert.equal(result.exitCode, 0, result.reasons.join());
  });

  test("for few requests keeps it from nothing", async () => {
    const { result } = await simulate({ at: part("proxy of pricing", { delayMs: 900 }, 5000, 5050) });
    assert.equal(result.exitCode, 0, result.reasons.join());
    assert.ok(result.harness.unusable > 0);
  });
});

describe("a machine that is busy all the time", () => {
  const busy = part("machine", { waiting: 0.6 }, 10, 20_000);

  test("leaves open a limit that is crossed by no more than a burst", async () => {
    const plan = { faults: [{ delayMs: 300, durationMs: 1500 }], expect: ["shoppers.p95 < 300ms"] };
    const { result } = await simulate({ plan, at: busy });
    assert.equal(result.exitCode, 3, result.reasons.join());
    assert.match(
      result.reasons.join(),
      /machine waited for a processor \d+(\.\d)? % of the time, and nothing tells this from the/,
    );
  });

  test("leaves no doubt of a signal that did clearly worse than in its baseline", async () => {
    const plan = { faults: [{ delayMs: 900 }], phases: { baselineMs: 8000 }, expect: ["shoppers.p95 < 300ms"] };
    const { result } = await simulate({ plan, at: busy });
    assert.equal(result.exitCode, 1, result.reasons.join());
  });

  test("leaves none of a limit that was broken all the time, however short the baseline", async () => {
    const plan = {
      faults: [{ delayMs: 900 }],
      phases: { baselineMs: 1000 },
      steadyState: ["shoppers.p95 < 300ms"],
      expect: ["shoppers.p95 < 300ms"],
    };
    const { result } = await simulate({ plan, at: busy });
    assert.equal(result.exitCode, 1, result.reasons.join());
  });
});

test("an abort that a little lateness could explain is one when a moment later nothing could", async () => {
  const late = ({ world }: Hands) => {
    world.lagMs = 150;
  };
  const { result } = await simulate({
    // As long as a fault goes on to have its effect.
    troubles: { "undo trouble-1/1": 800 },
    plan: { faults: [{ hanging: true }], abort: ["shoppers.p99 > 2s over 5s"] },
    at: { [FAULT_STARTS_MS - 500]: late },
  });
  assert.equal(result.stop?.kind, "abort");
  assert.equal(result.exitCode, 2, result.reasons.join());
});
