import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Scenario, simulate } from "./simulated-run.ts";

const slow = { delayMs: 2000 };
const onPricing = { caller: "checkout", callee: "pricing" };

async function resultOf(scenario: Scenario) {
  return (await simulate(scenario)).result;
}

describe("what a run shows of its signals", () => {
  test("is who degraded, in which order, who is hurt, and where it began", async () => {
    const { degradations, hurt, origin, undecided } = await resultOf({ plan: { faults: [slow] } });
    const names = degradations.map(({ signal }) => signal).sort();
    assert.deepEqual(names, ["checkout -> pricing", "gateway -> checkout", "shoppers"]);
    // The far end of the faulted edge only looks slow.
    assert.deepEqual(hurt, ["gateway", "checkout"]);
    assert.deepEqual(origin?.kind === "edge" && origin.edge, "checkout -> pricing");
    assert.deepEqual(undecided, []);
  });

  test("is the edge alone where its caller masks the fault", async () => {
    const { degradations, hurt } = await resultOf({ plan: { faults: [slow] }, world: { masked: true } });
    assert.deepEqual(
      degradations.map(({ signal }) => signal),
      ["checkout -> pricing"],
    );
    assert.deepEqual(hurt, []);
  });

  test("is nothing of what one stall of a second and a half did", async () => {
    const { degradations, hurt, origin, undecided } = await resultOf({
      plan: { faults: [{ delayMs: 1 }], phases: { baselineMs: 8000 } },
      at: {
        11000: ({ world }) => world.putIn("stall", onPricing, { delayMs: 400 }),
        12200: ({ world }) => world.takeOut("stall"),
      },
    });
    assert.deepEqual([degradations, hurt, origin], [[], [], null]);
    assert.match(
      undecided[0]?.why ?? "",
      /it did worse for [12](\.5)? s, which must last 2\.5 s to be told from a stall/,
    );
  });

  test("is unknown after a baseline that is too short, and says which would do", async () => {
    const short = await resultOf({ plan: { faults: [slow], ratePerS: 500, phases: { baselineMs: 1000 } } });
    assert.deepEqual([short.degradations, short.hurt], [[], []]);
    const why = short.undecided.find(({ name }) => name === "shoppers")?.why ?? "";
    const [, enoughS] = /a baseline of (\d+) s instead of 1 s would tell/.exec(why) ?? [];
    assert.ok(enoughS, why);
    const enough = await resultOf({
      plan: { faults: [slow], ratePerS: 500, phases: { baselineMs: Number(enoughS) * 1000 } },
    });
    assert.ok(enough.degradations.length > 0);
  });

  test("isn't an origin where calls were refused and nobody counts them; the edge is named, and not as being well", async () => {
    const { origin } = await resultOf({ plan: { faults: [{ refused: true }], phases: { baselineMs: 8000 } } });
    assert.equal(origin?.kind, "not-measured");
    const evidence = origin?.evidence.join("\n") ?? "";
    assert.match(evidence, /^checkout -> pricing: hardly a call was seen on it while the fault was in/m);
    assert.match(evidence, /^checkout -> inventory stayed as before$/m);
    assert.match(evidence, /^the fault itself was on checkout -> pricing$/m);
  });

  test("isn't drawn from an edge of which some calls aren't seen any more", async () => {
    const name = "checkout -> pricing";
    const { degradations, undecided, origin } = await resultOf({
      plan: { faults: [{ on: { caller: "checkout", callee: "inventory" }, delayMs: 1 }], phases: { baselineMs: 8000 } },
      at: {
        9500: ({ world }) => {
          world.opaque = { [name]: 3 };
          world.putIn("mishap", onPricing, { delayMs: 800 });
        },
      },
    });
    assert.ok(!degradations.some(({ signal }) => signal === name));
    assert.match(undecided.find((one) => one.name === name)?.why ?? "", /^no calls can be seen on 3 connections of/);
    assert.equal(origin?.kind, "not-measured");
  });

  test("points elsewhere than to the fault's own target, and says both, where the trouble was elsewhere", async () => {
    const { origin } = await resultOf({
      plan: { faults: [{ on: { caller: "checkout", callee: "inventory" }, delayMs: 1 }], phases: { baselineMs: 8000 } },
      at: { 9500: ({ world }) => world.putIn("mishap", onPricing, { delayMs: 800 }) },
    });
    assert.equal(origin?.kind === "edge" && origin.edge, "checkout -> pricing");
    assert.match(origin?.evidence.join("\n") ?? "", /^the fault itself was on checkout -> inventory$/m);
  });
});
