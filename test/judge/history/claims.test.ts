import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NoSampleError } from "../../../src/clients/sampling/read-sample.ts";
import type { Criterion } from "../../../src/files/experiment/criterion.ts";
import { parseCriterion } from "../../../src/files/experiment/parse-criterion.ts";
import type { ClaimedFact } from "../../../src/files/incident/incident.ts";
import { judgeClaims } from "../../../src/judge/history/claims.ts";
import type { RunEvent } from "../../../src/judge/history/event.ts";
import { type Hands, simulate } from "../../run/simulated-run.ts";

function criterionOf(text: string): Criterion {
  const parsed = parseCriterion(text);
  assert.ok(parsed.ok, text);
  return parsed.criterion;
}

/** A run in which prices take 2 s more. */
async function slowPrices(): Promise<readonly RunEvent[]> {
  return (await simulate({ plan: { faults: [{ delayMs: 2000 }] } })).events;
}

async function judge(events: readonly RunEvent[], ...facts: readonly ClaimedFact[]) {
  async function* stored() {
    yield* events;
  }
  const judged = await judgeClaims(
    stored(),
    facts.map((says) => ({ text: "so it is", says })),
  );
  assert.ok(judged);
  return judged.claims;
}

const measured = (phase: "baseline" | "fault" | "recovery", text: string): ClaimedFact => ({
  kind: "measured",
  phase,
  criterion: criterionOf(text),
});
const sometime = (text: string): ClaimedFact => ({ kind: "sometime", criterion: criterionOf(text) });
const never = (text: string): ClaimedFact => ({ kind: "never", criterion: criterionOf(text) });
const stage = (text: string): ClaimedFact => ({ kind: "stage", name: "one", atMs: 0, criterion: criterionOf(text) });

describe("a claim", () => {
  test("about a phase is judged by all of that phase", async () => {
    const events = await slowPrices();
    const [before, during, after] = await judge(
      events,
      measured("baseline", "(checkout -> pricing).p50 < 100ms"),
      measured("fault", "(checkout -> pricing).p50 < 100ms"),
      measured("recovery", "(checkout -> pricing).p50 < 100ms"),
    );
    assert.deepEqual([before?.holds, during?.holds, after?.holds], ["true", "false", "true"]);
    assert.ok(Number(during?.measured) > 500);
  });

  test("that something comes says when it first did, from the injection on, and how far it went", async () => {
    const events = await slowPrices();
    const [comes, doesNot] = await judge(
      events,
      sometime("(checkout -> pricing).in_flight > 100 over 1s"),
      sometime("(checkout -> pricing).in_flight > 100000 over 1s"),
    );
    assert.equal(comes?.holds, "true");
    // 200 a second, of which none is answered within 2 s.
    assert.ok(Number(comes?.atMs) > 400 && Number(comes?.atMs) < 1000, JSON.stringify(comes));
    assert.ok(Number(comes?.measured) > 300 && Number(comes?.measured) < 500, JSON.stringify(comes));
    assert.equal(doesNot?.holds, "false");
    assert.equal(doesNot?.atMs, undefined);
    assert.equal(doesNot?.measured, comes?.measured);
  });

  test("that something never comes is false once it came", async () => {
    const [came, didNot] = await judge(
      await slowPrices(),
      never("(checkout -> pricing).in_flight > 100 over 1s"),
      never("(checkout -> pricing).in_flight > 100000 over 1s"),
    );
    assert.deepEqual([came?.holds, didNot?.holds], ["false", "true"]);
  });

  test("is unknown where nothing was ever decided", async () => {
    const [comes, neverComes] = await judge(
      await slowPrices(),
      sometime("(checkout -> nobody).p95 > 1s over 1s"),
      never("(checkout -> nobody).p95 > 1s over 1s"),
    );
    assert.deepEqual([comes?.holds, neverComes?.holds], ["unknown", "unknown"]);
    assert.match(String(comes?.why), /was not measured/);
  });

  test("isn't kept by a few windows that could be judged among many that could not", async () => {
    let isGone = false;
    const { events } = await simulate({
      plan: { signals: { queue_length: { everyMs: 200, staleAfterMs: 1000 } }, faults: [{ delayMs: 2000 }] },
      sample: () => {
        if (isGone) throw new NoSampleError({ message: "it is gone" });
        return 0;
      },
      at: {
        6500: () => {
          isGone = true;
        },
      },
    });
    const [comes, neverComes] = await judge(
      events,
      sometime("queue_length.value > 10 over 1s"),
      never("queue_length.value > 10 over 1s"),
    );
    assert.deepEqual([comes?.holds, neverComes?.holds], ["unknown", "unknown"]);
    assert.match(String(neverComes?.why), /^\d+ of \d+ windows could not be judged: no sample .*it is gone/);
  });

  test("about a stage holds only after the stage before it came", async () => {
    const few = "(checkout -> pricing).in_flight > 50 over 1s";
    const many = "(checkout -> pricing).in_flight > 200 over 1s";
    const inOrder = await judge(await slowPrices(), stage(few), stage(many));
    assert.deepEqual(
      inOrder.map(({ holds }) => holds),
      ["true", "true"],
    );
    const turned = await judge(await slowPrices(), stage(many), stage(few));
    assert.deepEqual(
      turned.map(({ holds }) => holds),
      ["true", "false"],
    );
    const afterNone = await judge(await slowPrices(), stage("shoppers.rate > 100000/s over 1s"), stage(few));
    assert.deepEqual(
      afterNone.map(({ holds }) => holds),
      ["false", "false"],
    );
  });

  test("about a stage is open where the stage before may have come while it could not be judged", async () => {
    const busy =
      (waiting: number) =>
      ({ world }: Hands) => {
        world.parts = waiting > 0 ? { machine: { waiting } } : {};
      };
    let queue = 0;
    const fill = () => {
      queue = 20;
    };
    const { events } = await simulate({
      plan: { faults: [{ delayMs: 2000 }], signals: { queue: {} } },
      sample: () => queue,
      at: { 4500: busy(1), 5000: fill, 8000: busy(0) },
    });
    const told = await judge(
      events,
      stage("(checkout -> pricing).in_flight > 200 over 500ms"),
      stage("queue.value > 10 over 1s"),
    );
    assert.deepEqual(
      told.map(({ holds, why }) => [holds, why]),
      [
        ["true", undefined],
        ["unknown", "it is not known when the stage before came"],
      ],
    );
  });

  test("about the result is held against the verdict, the origin and who was hurt", async () => {
    const events = (await simulate({ plan: { faults: [{ delayMs: 2000 }], expect: ["shoppers.p95 < 300ms"] } })).events;
    const claims = await judge(
      events,
      { kind: "ends", verdict: "fail" },
      { kind: "ends", verdict: "pass" },
      { kind: "origin", edge: { caller: "checkout", callee: "pricing" } },
      { kind: "origin", edge: { caller: "checkout", callee: "inventory" } },
      { kind: "hurt", services: ["checkout", "gateway"] },
      { kind: "hurt", services: ["checkout", "gateway", "inventory"] },
      { kind: "hurt", services: ["checkout"] },
      { kind: "many-hurt", atLeast: 2 },
      { kind: "many-hurt", atLeast: 3 },
    );
    assert.deepEqual(
      claims.map(({ holds }) => holds),
      ["true", "false", "true", "false", "true", "false", "false", "true", "false"],
    );
    assert.equal(claims[2]?.measured, "checkout -> pricing");
  });

  test("about what calls wait for is held against what services said, and unknown where none did", async () => {
    const on = "GET pricing/price";
    const groups = [{ on, count: 547, longestMs: 2841 }];
    const waiting = [{ service: "checkout", replica: "checkout", groups, pool: { active: 60, queued: 0 } }];
    const plan = { faults: [{ delayMs: 2000 }] };
    const facts = [547, 548].map((atLeast) => ({ kind: "waits" as const, service: "checkout", on, atLeast }));
    const told = await judge((await simulate({ plan, waiting })).events, ...facts);
    assert.deepEqual(
      told.map(({ holds, measured }) => [holds, measured]),
      [
        ["true", 547],
        ["false", 547],
      ],
    );
    const silent = await judge((await simulate({ plan })).events, ...facts);
    assert.equal(silent[0]?.holds, "unknown");
  });

  test("of a remedy hold by what came after it, and are open where it was not done", async () => {
    const does = { kind: "restart", service: "checkout", graceMs: 0 } as const;
    const plan = {
      faults: [{ delayMs: 700 }],
      phases: { recoveryMs: 12_000 },
      remedies: [{ id: "restart-1", atMs: 5000, does }],
    };
    const world = { aftermathMs: Number.POSITIVE_INFINITY };
    const facts = ["undo", "restart-1"].flatMap((step) =>
      [true, false].map((recovers) => ({ kind: "remedied" as const, step, recovers })),
    );
    const told = async (troubles = {}) =>
      (await judge((await simulate({ plan, world, troubles })).events, ...facts)).map(({ holds }) => holds);
    assert.deepEqual(await told(), ["false", "true", "true", "false"]);
    assert.deepEqual(await told({ "inject restart-1/1": "fails" }), ["false", "true", "unknown", "unknown"]);
  });

  test("is unknown where the run proved nothing", async () => {
    const { events } = await simulate({ plan: { faults: [{ delayMs: 2000 }], steadyState: ["shoppers.p95 < 1ms"] } });
    const claims = await judge(
      events,
      { kind: "ends", verdict: "pass" },
      { kind: "origin", edge: { caller: "checkout", callee: "pricing" } },
      { kind: "hurt", services: ["checkout"] },
      { kind: "many-hurt", atLeast: 1 },
      sometime("(checkout -> pricing).in_flight > 100 over 1s"),
    );
    assert.deepEqual(
      claims.map(({ holds }) => holds),
      Array(5).fill("unknown"),
    );
    assert.equal(claims[0]?.measured, "inconclusive");
    assert.match(String(claims[0]?.why), /no steady state/);
    assert.equal(claims[1]?.why, "no fault went in");
  });

  test("changes nothing of the run's own result", async () => {
    const { events, result } = await simulate({ plan: { faults: [{ delayMs: 2000 }] } });
    async function* stored() {
      yield* events;
    }
    const says = sometime("(checkout -> inventory).p99 > 100ms over 700ms");
    assert.deepEqual((await judgeClaims(stored(), [{ text: "so it is", says }]))?.result, result);
  });
});

test("what the harness could explain leaves open whether something came", async () => {
  const { events } = await simulate({
    plan: { faults: [{ delayMs: 1 }] },
    at: {
      4500: ({ world }) => {
        world.lagMs = 400;
      },
      9000: ({ world }) => {
        world.lagMs = 0;
      },
    },
  });
  const [neverComes] = await judge(events, never("shoppers.p99 > 300ms over 1s"));
  assert.equal(neverComes?.holds, "unknown", JSON.stringify(neverComes));
});
