import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InconclusiveError, UsageError } from "../../src/values/errors.ts";
import { eventsOf, type Hands, phasesOf, simulate } from "./simulated-run.ts";

const slow = { delayMs: 2000 };

describe("a run that nothing stops early", () => {
  test("passes when every expectation held, every fault took effect, and steady state is back", async () => {
    const run = await simulate({});
    assert.equal(run.result.exitCode, 0, run.result.reasons.join());
    assert.deepEqual(phasesOf(run), ["up", "warm-up", "baseline", "fault", "recovery", "down"]);
    const [fault] = run.result.faults;
    assert.equal(fault?.injectedAtMs, 4000);
    assert.equal(fault?.undoneAtMs, 9000);
  });

  test("fails when an expectation did not hold, and says which", async () => {
    const { result } = await simulate({ plan: { faults: [slow], expect: ["shoppers.p95 < 300ms"] } });
    assert.equal(result.exitCode, 1);
    assert.match(result.reasons.join(), /shoppers\.p95 < 300ms: does not hold/);
    assert.equal(result.origin?.kind === "edge" && result.origin.edge, "checkout -> pricing");
    assert.deepEqual(result.hurt, ["gateway", "checkout"]);
    const way = ["shoppers", "gateway -> checkout", "checkout -> pricing"];
    assert.deepEqual(
      result.wayBack.map(({ signal }) => signal),
      way,
    );
  });

  for (const [what, steadyState, exitCode] of [
    ["can't tell where the faulted edge failed without the fault", undefined, 3],
    ["passes where it was asked to be like that", ["(checkout -> pricing).error_rate <= 100%"], 0],
  ] as const) {
    test(what, async () => {
      const { result } = await simulate({
        plan: { faults: [{ delayMs: 5 }], ...(steadyState && { steadyState }) },
        world: { masked: true },
        at: { 100: ({ world }) => world.putIn("before", { caller: "checkout", callee: "pricing" }, { failing: 0.8 }) },
      });
      assert.equal(result.exitCode, exitCode, result.reasons.join());
      if (exitCode === 0) return;
      assert.match(
        result.reasons.join(),
        /most calls on checkout -> pricing failed in the baseline already \(status 503 × \d+ of \d+\)/,
      );
      assert.equal(result.faults[0]?.injectedAtMs, undefined);
    });
  }

  test("fails also when another expectation held and a third could not be judged", async () => {
    const expect = ["shoppers.error_rate < 1%", "shoppers.p95 < 300ms", "shoppers.p99.99 < 9s"];
    const { result } = await simulate({ plan: { faults: [slow], expect } });
    assert.deepEqual(
      result.criteria.filter(({ role }) => role === "expect").map(({ judgement }) => judgement.holds),
      ["true", "false", "unknown"],
    );
    assert.equal(result.exitCode, 1);
  });

  test("is inconclusive when there were too few samples", async () => {
    const { result } = await simulate({
      plan: { ratePerS: 20, steadyState: ["shoppers.p95 < 300ms"], expect: ["shoppers.p99.9 < 300ms"] },
    });
    assert.equal(result.exitCode, 3);
    assert.match(result.reasons.join(), /needs 1,000 samples to have a p99.9, got 1/);
  });

  test("takes no notice when somebody sets the wall clock", async () => {
    const day = 86_400_000;
    const plan = { faults: [{ delayMs: 50 }] };
    const jumpy = await simulate({
      plan,
      at: { 3000: ({ clock }) => clock.jumpWall(day), 6000: ({ clock }) => clock.jumpWall(-2 * day) },
    });
    const calm = await simulate({ plan });
    assert.equal(jumpy.result.exitCode, 0);
    assert.deepEqual(jumpy.result, calm.result);
  });

  test("goes on when a service dies, and doesn't pass", async () => {
    const why = "user ended with code 1 while the run went on";
    const run = await simulate({ at: { 6000: ({ system }) => system.die({ service: "user", why }) } });
    assert.deepEqual(phasesOf(run), ["up", "warm-up", "baseline", "fault", "recovery", "down"]);
    assert.equal(run.result.exitCode, 3);
    assert.deepEqual(run.result.reasons, [why]);
  });

  test("is inconclusive when a fault did not take effect, though every expectation held", async () => {
    for (const took of ["false", "unknown"] as const) {
      const { result } = await simulate({ effects: { "trouble-1": { took, evidence: "nothing was seen" } } });
      assert.equal(result.exitCode, 3, took);
      assert.match(result.reasons.join(), /trouble-1 .* did not show that it took effect: nothing was seen/);
    }
  });

  test("is inconclusive when a fault took effect and was not in until its end", async () => {
    const atEnd = { took: "false", evidence: "somebody else deleted it" } as const;
    const { result } = await simulate({ atEnd: { "trouble-1": atEnd } });
    assert.equal(result.exitCode, 3);
    assert.match(result.reasons.join(), /trouble-1 .* not until its end: somebody else deleted it/);
    const stayed = await simulate({ atEnd: { "trouble-1": { took: "true", evidence: "it is in" } } });
    assert.equal(stayed.result.exitCode, 0, stayed.result.reasons.join());
    assert.equal(stayed.result.faults[0]?.evidence, "it is in", "all that was seen of it until its end");
  });

  test("is inconclusive when somebody else took a fault out in the middle of it, and says which", async () => {
    const plan = { faults: [{ delayMs: 50 }, { delayMs: 50 }] };
    const at = { 5500: ({ world }: Hands) => world.takeOut("trouble-2/1") };
    const { result } = await simulate({ plan, at });
    assert.equal(result.exitCode, 3);
    assert.match(
      result.reasons.join(),
      /trouble-2 .* did not show that it took effect: .* not until its end: trouble-2\/1 is not in/,
    );
    assert.doesNotMatch(result.reasons.join(), /trouble-1/);
  });

  test("counts what was seen of a fault that is over by itself", async () => {
    const at = { 5500: ({ world }: Hands) => world.takeOut("trouble-1/1") };
    const { result } = await simulate({ plan: { faults: [{ delayMs: 50, endsByItself: true }] }, at });
    assert.equal(result.exitCode, 0, result.reasons.join());
  });

  test("is inconclusive when it can't be told whether a fault took effect", async () => {
    const { result } = await simulate({ troubles: { "verify trouble-1/1": "fails" } });
    assert.equal(result.exitCode, 3);
    assert.match(result.reasons.join(), /verify trouble-1\/1 failed/);
  });

  test("is inconclusive when one of a fault's parts did not take effect", async () => {
    const { result } = await simulate({
      plan: { faults: [{ delayMs: 50, parts: 3 }] },
      troubles: { "verify trouble-1/2": "fails" },
    });
    assert.equal(result.exitCode, 3);
  });

  test("is inconclusive when a fault found nothing that it could be put into", async () => {
    const { result } = await simulate({ plan: { faults: [{ delayMs: 50, parts: 0 }] } });
    assert.equal(result.exitCode, 3);
  });

  test("takes an effect for real that only shows late", async () => {
    const { result } = await simulate({ troubles: { "verify trouble-1/1": ["fails", "fails", "hangs"] } });
    assert.equal(result.exitCode, 0, result.reasons.join());
  });
});

describe("a run without steady state before the fault", () => {
  test("injects nothing and is inconclusive", async () => {
    const run = await simulate({ plan: { steadyState: ["shoppers.p95 < 20ms"] } });
    assert.equal(run.result.exitCode, 3);
    assert.match(run.result.reasons.join(), /nothing was injected.*shoppers\.p95 < 20ms: does not hold/s);
    assert.deepEqual(phasesOf(run), ["up", "warm-up", "baseline", "down"]);
    assert.deepEqual(
      run.script.calls.filter(({ step }) => step.startsWith("inject")),
      [],
    );
  });

  test("injects nothing either when it can't be judged", async () => {
    const { result, script } = await simulate({ plan: { steadyState: ["shoppers.p99.99 < 300ms"] } });
    assert.equal(result.exitCode, 3);
    assert.ok(!script.calls.some(({ step }) => step.startsWith("inject")));
  });
});

describe("a system that doesn't come up", () => {
  for (const [what, error, exitCode] of [
    ["it can't be had here", new UsageError({ message: "the graph has no such service" }), 64],
    ["it failed", new InconclusiveError({ message: "no ports are free" }), 3],
  ] as const) {
    test(`ends with ${exitCode} before anything was started: ${what}`, async () => {
      const run = await simulate({ troubles: { prepare: error } });
      assert.equal(run.result.exitCode, exitCode);
      assert.deepEqual(run.result.reasons, [error.message]);
      assert.deepEqual(eventsOf(run, "undo-recorded"), []);
    });
  }

  test("is taken down all the same when it failed half-way", async () => {
    const { result, script } = await simulate({ troubles: { up: new InconclusiveError({ message: "not ready" }) } });
    assert.equal(result.exitCode, 3);
    assert.ok(script.firstCall("undo system") >= script.firstCall("up"));
  });

  test("is a defect of brownout when it failed with an error that is none of ours", async () => {
    const { result } = await simulate({ troubles: { up: new TypeError("x is not a function") } });
    assert.equal(result.exitCode, 70);
  });
});

describe("several faults", () => {
  test("go in and out at their own times", async () => {
    const run = await simulate({
      plan: {
        faults: [
          { delayMs: 20, startMs: 500, durationMs: 1000 },
          { delayMs: 20, startMs: 1000, durationMs: 4000, parts: 2 },
          { delayMs: 20, on: { caller: "checkout", callee: "inventory" }, startMs: 2000, durationMs: 10 },
        ],
      },
    });
    assert.equal(run.result.exitCode, 0, run.result.reasons.join());
    assert.deepEqual(
      run.result.faults.map(({ injectedAtMs, undoneAtMs }) => [injectedAtMs, undoneAtMs]),
      [
        [4500, 5500],
        [5000, 9000],
        [6000, 6010],
      ],
    );
  });

  test("are undone in the reverse of the order in which their parts went in", async () => {
    const { script } = await simulate({ plan: { faults: [{ delayMs: 20, parts: 3 }] } });
    const undone = script.calls.map(({ step }) => step).filter((step) => step.startsWith("undo"));
    assert.deepEqual(undone, ["undo trouble-1/3", "undo trouble-1/2", "undo trouble-1/1", "undo system"]);
  });
});
