import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge, marginOf, samplesNeeded } from "../../../src/judge/criteria/evaluate.ts";
import type { CriterionReading } from "../../../src/judge/criteria/metric-rule.ts";
import { criterionOf, readingOf, times } from "./make.ts";

const roles = ["steady-state", "abort", "expect"] as const;

describe("judging", () => {
  const countedOnSamples = [
    "shoppers.error_rate < 1%",
    "shoppers.error_rate <= 0%",
    "shoppers.error_rate > 0%",
    "shoppers.error_rate >= 100%",
    "shoppers.p50 < 1s",
    "shoppers.p99 > 9s",
    "shoppers.mean < 1s",
    "shoppers.max < 1s",
    "(checkout -> pricing).amplification < 1.5",
  ];
  for (const text of countedOnSamples) {
    test(`${text} is unknown without samples, and says why`, () => {
      for (const role of roles) {
        const { holds, samples, measured, why } = judge(criterionOf(text), { signal: readingOf({}) }, role);
        assert.deepEqual({ holds, samples, measured }, { holds: "unknown", samples: 0, measured: undefined });
        assert.ok(why);
      }
    });
  }

  test("a signal that could not be read leaves everything unknown", () => {
    for (const text of [...countedOnSamples, "shoppers.rate > 1/s", "shoppers.in_flight < 5"]) {
      assert.equal(judge(criterionOf(text), { signal: undefined }, "expect").holds, "unknown");
    }
    assert.equal(
      judge(criterionOf("(checkout -> pricing).p95 < 1s"), { signal: undefined }, "expect").why,
      "checkout -> pricing was not measured",
    );
  });
});

test("an edge on which calls can't be seen leaves everything unknown, also what a few visible calls would say", () => {
  const seen = readingOf({ started: 400, ended: 400, latenciesMs: times(400, 10) });
  const why =
    "no calls can be seen on 3 connections of checkout -> pricing: they were encrypted or compressed, or in a protocol that the proxy doesn't know";
  for (const metric of ["error_rate < 1%", "p95 < 1s", "rate < 1/s", "in_flight < 5", "amplification < 1.5"]) {
    const criterion = criterionOf(`(checkout -> pricing).${metric}`);
    const { holds, why: said } = judge(criterion, { signal: { ...seen, opaque: 3 }, incoming: 400 }, "expect");
    assert.deepEqual([holds, said], ["unknown", why], metric);
  }
  const amplification = criterionOf("(checkout -> pricing).amplification < 1.5");
  assert.equal(judge(amplification, { signal: seen, incoming: 400 }, "expect").holds, "true");
  const hidden = judge(amplification, { signal: seen, incoming: 400, incomingOpaque: 1 }, "expect");
  assert.deepEqual([hidden.holds, hidden.measured], ["unknown", undefined]);
});

describe("recovery", () => {
  function judged(recovery?: CriterionReading["recovery"]) {
    const reading = { signal: undefined, ...(recovery && { recovery }) };
    return judge(criterionOf("shoppers.recovery < 10s"), reading, "expect");
  }

  test("is judged by how long it took", () => {
    assert.deepEqual(judged({ recovered: "true", afterMs: 4200 }), { holds: "true", measured: 4200, samples: 1 });
    assert.equal(judged({ recovered: "true", afterMs: 12_000 }).holds, "false");
    assert.equal(judged({ recovered: "true", afterMs: 12_000, earliestMs: 11_000 }).holds, "false");
    assert.equal(judged({ recovered: "true", afterMs: 12_000, earliestMs: 4200 }).holds, "unknown");
  });

  test("that never came took too long", () => {
    assert.deepEqual(judged({ recovered: "false" }), { holds: "false", samples: 1 });
  });

  test("that wasn't or couldn't be measured is unknown", () => {
    assert.equal(judged().holds, "unknown");
    assert.equal(judged({ recovered: "unknown" }).holds, "unknown");
  });
});

describe("samples needed", () => {
  for (const [text, samples] of [
    ["shoppers.error_rate < 1%", 381],
    ["shoppers.error_rate < 5%", 73],
    ["shoppers.error_rate > 50%", 4],
    ["shoppers.error_rate > 99%", 381],
    ["shoppers.error_rate <= 0%", 20],
    ["shoppers.p95 < 300ms", 20],
    ["shoppers.p99.9 < 1s", 1000],
    ["shoppers.mean < 300ms", 20],
    ["shoppers.max < 300ms", 1],
    ["(checkout -> pricing).amplification < 1.5", 20],
    ["shoppers.rate > 1/s", undefined],
    ["shoppers.in_flight < 5", undefined],
    ["shoppers.recovery < 5s", undefined],
  ] as const) {
    test(`by ${text}: ${samples ?? "doesn't count on them"}`, () =>
      assert.equal(samplesNeeded(criterionOf(text)), samples));
  }
});

describe("margin", () => {
  function margin(text: string, role: (typeof roles)[number], measuredMs: number) {
    const criterion = criterionOf(text);
    return marginOf(
      criterion,
      judge(criterion, { signal: readingOf({ latenciesMs: times(20, measuredMs) }) }, role),
      role,
    );
  }

  test("of what must hold is positive where it holds", () => {
    assert.equal(margin("shoppers.max < 1ms", "expect", 0.2), 0.8);
    assert.equal(margin("shoppers.max < 1ms", "steady-state", 0.2), 0.8);
    assert.equal(margin("shoppers.max > 1ms", "expect", 0.2), -0.8);
  });

  test("of an abort is positive where it doesn't hold", () => {
    assert.equal(margin("shoppers.max > 1ms", "abort", 0.2), 0.8);
    assert.equal(margin("shoppers.max < 1ms", "abort", 0.2), -0.8);
  });

  test("isn't there when nothing was measured", () => {
    assert.equal(marginOf(criterionOf("shoppers.max < 1s"), { holds: "unknown", samples: 0 }, "expect"), undefined);
  });
});
