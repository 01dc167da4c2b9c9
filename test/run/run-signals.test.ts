import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NoSampleError, SignalSpecError } from "../../src/clients/sampling/read-sample.ts";
import { FAULT_ENDS_MS, FAULT_STARTS_MS, type PlanInput } from "./simulated-plan.ts";
import { eventsOf, phasesOf, type Scenario, simulate } from "./simulated-run.ts";
import type { SimulatedWorld } from "./simulated-world.ts";

const signals = { errors: {} };
const plan: PlanInput = { signals, steadyState: ["shoppers.error_rate < 1%", "errors.value < 5"] };

/** Ten errors while anything is in, else one. */
const sample = (_name: string, world: SimulatedWorld) => (world.in.size > 0 ? 10 : 1);
const calm = () => 1;

/** A server that is there until then. */
function until(goneMs: number, rest: Partial<Scenario> = {}): Partial<Scenario> {
  let isGone = false;
  return {
    ...rest,
    sample: () => {
      if (isGone) throw new NoSampleError({ message: "connection refused" });
      return 1;
    },
    at: {
      [goneMs]: () => {
        isGone = true;
      },
    },
  };
}

describe("a sampled signal", () => {
  test("is judged in steady state, abort, expectations and recovery", async () => {
    const { result } = await simulate({
      plan: {
        ...plan,
        abort: ["errors.value > 20 over 2s"],
        expect: ["errors.value >= 8", "errors.value < 20 over 3s"],
      },
      sample,
    });
    assert.equal(result.exitCode, 0, result.reasons.join());
    const [, , , mean] = result.criteria;
    // The last sample before the fault is not in its phase; the first of the phase may come when it is in or before.
    assert.ok((mean?.judgement.measured ?? 0) >= 8, JSON.stringify(mean));
    assert.equal(result.recovery?.recovered, "true");
  });

  test("was good again when a sample said so, at the latest", async () => {
    const play = async (...expect: string[]) => {
      let isBad = false;
      const turn = (to: boolean) => () => {
        isBad = to;
      };
      const at = { [FAULT_STARTS_MS]: turn(true), [FAULT_ENDS_MS + 2500]: turn(false) };
      return (await simulate({ plan: { ...plan, expect }, sample: () => (isBad ? 10 : 1), at })).result;
    };
    const { recovery } = await play();
    const { afterMs = 0, earliestMs = afterMs } = recovery ?? {};
    // A sample comes every second.
    assert.ok(earliestMs > 1000 && afterMs > earliestMs && afterMs - earliestMs <= 1050, JSON.stringify(recovery));
    const limits = [Math.ceil(afterMs) + 1, Math.floor(afterMs) - 1];
    const codes = limits.map(async (limit) => (await play(`shoppers.recovery < ${limit}ms`)).exitCode);
    assert.deepEqual(await Promise.all(codes), [0, 3]);
  });

  test("that is beyond its limit fails an expectation", async () => {
    const { result } = await simulate({ plan: { ...plan, expect: ["errors.value < 5"] }, sample });
    assert.equal(result.exitCode, 1);
    assert.match(result.reasons.join(), /errors\.value < 5: does not hold at \d/);
  });

  test("aborts when the mean of the window is beyond the limit", async () => {
    const run = await simulate({ plan: { ...plan, abort: ["errors.value > 5 over 2s"] }, sample });
    assert.equal(run.result.exitCode, 2);
    const stoppedMs = eventsOf(run, "stopped")[0]?.atMs ?? 0;
    assert.ok(stoppedMs > FAULT_STARTS_MS && stoppedMs < FAULT_STARTS_MS + 3000, `at ${stoppedMs} ms`);
  });

  test("that can't be read leaves steady state unknown, and nothing is injected", async () => {
    const run = await simulate({ plan });
    assert.equal(run.result.exitCode, 3);
    assert.match(
      run.result.reasons.join(),
      /errors\.value < 5: unknown \(no sample in the window: there is no errors\)/,
    );
    assert.ok(!run.script.calls.some(({ step }) => step.startsWith("inject")));
  });

  for (const expectation of ["errors.value < 5", "errors.value < 5 over 2s"]) {
    test(`whose server goes away in the fault leaves "${expectation}" unknown, though it held until then`, async () => {
      const { result } = await simulate(until(FAULT_STARTS_MS + 1500, { plan: { ...plan, expect: [expectation] } }));
      assert.equal(result.exitCode, 3);
      assert.match(result.reasons.join(), /errors\.value < 5/);
      assert.match(result.reasons.join(), /connection refused|could not be judged/);
    });
  }

  test("whose server goes away fires no abort, whatever the limit", async () => {
    const abort = ["errors.value < 1e9 over 1s for 3s"];
    const lasting = await simulate({ plan: { ...plan, abort }, sample: calm });
    assert.equal(lasting.result.exitCode, 2);
    const { result } = await simulate(until(500, { plan: { ...plan, abort, steadyState: ["shoppers.p95 < 300ms"] } }));
    assert.equal(result.exitCode, 0, result.reasons.join());
  });

  test("whose server is away for less than it takes to be stale is judged all the same", async () => {
    let away = false;
    const { result } = await simulate({
      plan: { ...plan, expect: ["errors.value < 5"] },
      sample: () => {
        if (away) throw new NoSampleError({ message: "connection refused" });
        return 1;
      },
      at: {
        [FAULT_STARTS_MS + 500]: () => {
          away = true;
        },
        [FAULT_STARTS_MS + 2400]: () => {
          away = false;
        },
      },
    });
    assert.equal(result.exitCode, 0, result.reasons.join());
  });

  test("that could never be read ends the run before there is any load", async () => {
    const run = await simulate({
      plan,
      sample: () => {
        throw new SignalSpecError({ message: "signal errors: the query gives 2 series", hint: "aggregate them" });
      },
    });
    assert.equal(run.result.exitCode, 64);
    assert.match(run.result.reasons.join(), /gives 2 series/);
    assert.deepEqual(phasesOf(run), ["up", "down"]);
    assert.ok(!run.script.calls.some(({ step }) => step === "start load"));
  });

  test("that turns into several series during the run is unknown from then on", async () => {
    let replicas = 1;
    const { result } = await simulate({
      plan: { ...plan, expect: ["errors.value < 5"] },
      sample: () => {
        if (replicas > 1) throw new SignalSpecError({ message: "the query gives 2 series" });
        return 1;
      },
      at: {
        [FAULT_STARTS_MS + 500]: () => {
          replicas = 2;
        },
      },
    });
    assert.equal(result.exitCode, 3);
    assert.match(result.reasons.join(), /gives 2 series/);
  });

  for (const trouble of ["hangs", "hangs deaf"] as const) {
    test(`that ${trouble} is given up, and holds nobody up`, async () => {
      const troubles = { "read errors": trouble };
      const { result, script } = await simulate({ plan: { signals, expect: ["errors.value < 5"] }, troubles });
      assert.equal(result.exitCode, 3);
      assert.match(result.reasons.join(), /no sample in the window: no answer within 3000 ms/);
      assert.ok(script.firstCall("start load") <= 3000);
      assert.ok(result.durationMs < FAULT_ENDS_MS + 12_000, `took ${result.durationMs} ms`);
    });

    test(`that ${trouble} at the start doesn't hold up an interrupt`, async () => {
      const run = await simulate({
        plan,
        troubles: { "read errors": trouble },
        at: { 100: ({ interrupt }) => interrupt("SIGINT") },
      });
      assert.equal(run.result.exitCode, 130);
      assert.ok(run.result.durationMs < 500, `took ${run.result.durationMs} ms`);
    });
  }

  test("is asked at its own pace, one question at a time", async () => {
    const slow = await simulate({
      plan: { signals: { errors: { everyMs: 500 } } },
      troubles: { "read errors": 700 },
      sample: calm,
    });
    const asked = slow.script.calls.filter(({ step }) => step === "read errors").map(({ atMs }) => atMs);
    const pauses = asked.slice(2).map((atMs, index) => atMs - (asked[index + 1] ?? 0));
    assert.deepEqual(new Set(pauses), new Set([1000]));
  });
});
