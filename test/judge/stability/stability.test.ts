import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Judgement, StopCause } from "../../../src/judge/history/event.ts";
import type { JudgedCriterion, RunResult, Verdict } from "../../../src/judge/history/result.ts";
import type { RunStarted } from "../../../src/judge/history/run-state.ts";
import { type StabilityRun, stabilityOf } from "../../../src/judge/stability/stability.ts";
import { simulatedPlan } from "../../run/simulated-plan.ts";
import { simulate } from "../../run/simulated-run.ts";
import { criterionOf } from "../criteria/make.ts";

const { result } = await simulate({});
const started: RunStarted = { atMs: 0, type: "run-started", run: "r", version: "1", wall: "", plan: simulatedPlan() };

/** A run that came to this verdict, by this judgement of a criterion. */
function run(verdict: Verdict, text: string, judgement: Judgement, given: Partial<RunResult> = {}): StabilityRun {
  const criterion: JudgedCriterion = { ...criterionOf(text), role: "expect", judgement };
  return { started, result: { ...result, verdict, criteria: [criterion], ...given } };
}

function needsOf(runs: readonly StabilityRun[]): string {
  const [stability] = stabilityOf(runs);
  assert.equal(stability?.wavering.length, 1);
  return stability.wavering[0]?.needs.join("\n") ?? "";
}

const P95 = "shoppers.p95 < 300ms";
const passed = (measured: number) => run("pass", P95, { holds: "true", measured, samples: 1000 });
const failed = (measured: number) => run("fail", P95, { holds: "false", measured, samples: 1000 });

describe("stability", () => {
  test("counts how often which verdict came, of each experiment as it was asked for", () => {
    const edited: StabilityRun = {
      started: { ...started, plan: simulatedPlan({ ratePerS: 50 }) },
      result: { ...result, verdict: "aborted" },
    };
    const [one, other, ...none] = stabilityOf([passed(200), failed(400), edited, passed(210)]);
    assert.deepEqual(none, []);
    assert.deepEqual(one?.verdicts, { pass: 2, fail: 1 });
    assert.deepEqual(other?.verdicts, { aborted: 1 });
    assert.deepEqual(other?.wavering, []);
  });

  test("doesn't count runs that somebody ended, or that have no end", () => {
    const stops: readonly StopCause[] = [
      { kind: "interrupted", signal: "SIGINT" },
      { kind: "broken", code: "E_UNFINISHED", message: "", exitCode: 3 },
    ];
    const ended = stops.map(
      (stop): StabilityRun => ({ started, result: { ...result, verdict: "inconclusive", stop } }),
    );
    const [stability] = stabilityOf([passed(200), ...ended]);
    assert.deepEqual([stability?.verdicts, stability?.withoutVerdict], [{ pass: 1 }, 2]);
    assert.deepEqual(stability?.wavering, []);
  });

  test("names what wavered, and nothing that didn't", () => {
    const [stability] = stabilityOf([passed(280), passed(290), failed(320)]);
    assert.deepEqual(
      stability?.wavering.map(({ what, outcomes }) => ({ what, outcomes })),
      [{ what: P95, outcomes: { true: 2, false: 1, unknown: 0 } }],
    );
  });
});

test("a verdict that wavers though no fact does: the reasons of the runs that didn't pass", () => {
  const [holds, reason] = [{ holds: "true", measured: 200, samples: 1000 } as const, "more than half got a 4xx"];
  const other = run("inconclusive", P95, holds, { reasons: [reason] });
  const [stability] = stabilityOf([passed(200), other, passed(200), other]);
  assert.deepEqual(stability?.wavering, [
    { what: "the run passed", outcomes: { true: 2, false: 0, unknown: 2 }, needs: [reason] },
  ]);
});

describe("what would decide", () => {
  test("too few samples: a longer phase, or more load", () => {
    const few: Judgement = { holds: "unknown", samples: 5, why: "needs 20 samples to have a p95, got 5" };
    const needs = needsOf([passed(200), run("inconclusive", P95, few)]);
    assert.match(needs, /it needs 20 samples and had 5: a fault phase of 20 s instead of 5 s, or 4 times the load/);
  });

  test("too few samples of a window: a longer window", () => {
    const few: Judgement = { holds: "unknown", samples: 10, why: "too few" };
    const text = `${P95} over 2s`;
    const needs = needsOf([
      run("pass", text, { holds: "true", measured: 200, samples: 40 }),
      run("inconclusive", text, few),
    ]);
    assert.match(needs, /a window of 4 s instead of 2 s, or 2 times the load/);
  });

  test("a harness that could explain it: a quieter machine", () => {
    const late: Judgement = { holds: "unknown", measured: 400, samples: 1000, why: "x", explainedBy: ["pacing"] };
    assert.match(needsOf([passed(200), run("inconclusive", P95, late)]), /\(pacing\): a quieter machine/);
  });

  test("a value about its limit: so much longer, at best", () => {
    // The limit is 1.1 standard deviations from the mean, and should be 2.33: 4.6 times the length.
    const needs = needsOf([passed(260), passed(280), passed(270), passed(290), failed(305)]);
    assert.match(
      needs,
      /runs measured 260 ms to 305 ms, around the limit of 300 ms: if they differ by chance alone, a fault phase of 22.9 s instead of 5 s/,
    );
    assert.match(needs, /a limit outside of that/);
  });

  test("a value on its limit: no length", () => {
    assert.match(needsOf([passed(290), failed(310), passed(295), failed(305)]), /no phase is long enough/);
  });

  test("one run that went astray: that run", () => {
    const runs = [...Array.from({ length: 19 }, (_, nth) => passed(100 + nth)), failed(400)];
    assert.match(needsOf(runs), /most are clear of it: see what was otherwise/);
  });

  test("errors that differ by more than counting explains: not longer phases", () => {
    const of = (holds: "true" | "false", measured: number) =>
      run(holds === "true" ? "pass" : "fail", "shoppers.error_rate < 5%", { holds, measured, samples: 1000 });
    const wild = needsOf([of("true", 0.001), of("false", 0.1), of("true", 0.02), of("false", 0.06)]);
    assert.match(wild, /more than the number of requests explains, so that longer phases don't help/);
    // 5 % of 1000 requests are 50, give or take 7.
    const counted = needsOf([of("true", 0.042), of("true", 0.045), of("false", 0.053), of("true", 0.04)]);
    assert.match(counted, /a fault phase of [\d.]+ s instead of 5 s/);
  });

  test("what isn't a criterion: what is known of it", () => {
    const why = "a recovery phase of 20 s would tell";
    const [stability] = stabilityOf([
      passed(200),
      run(
        "inconclusive",
        P95,
        { holds: "true", measured: 200, samples: 1000 },
        { recovery: { recovered: "unknown", why } },
      ),
      run(
        "inconclusive",
        P95,
        { holds: "true", measured: 200, samples: 1000 },
        {
          stop: { kind: "broken", code: "E_PROXY", message: "it went", exitCode: 3 },
        },
      ),
    ]);
    assert.deepEqual(stability?.wavering, [
      { what: "steady state came back", outcomes: { true: 2, false: 0, unknown: 1 }, needs: [why] },
      { what: "nothing broke", outcomes: { true: 2, false: 1, unknown: 0 }, needs: ["E_PROXY: it went"] },
    ]);
  });
});
