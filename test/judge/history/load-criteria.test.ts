import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { expectOption } from "../../../src/cli/commands/load-options.ts";
import type { HarnessReading } from "../../../src/judge/history/event.ts";
import { LoadCriteria } from "../../../src/judge/history/load-criteria.ts";
import { bucketOf } from "../../../src/judge/measure/histogram.ts";
import type { SignalDelta } from "../../../src/judge/measure/signal.ts";
import { emptyDelta } from "../../../src/judge/measure/totals.ts";

const WELL: HarnessReading = { scheduleLag: [], loopDelayMaxMs: 0, cpu: 0 };

/** Ten requests in every 50 ms, all alike. */
const ten = (latencyMs: number, more: Partial<SignalDelta> = {}): SignalDelta => {
  return { ...emptyDelta, started: 10, ended: 10, latency: [bucketOf(latencyMs), 10], ...more };
};

/** Judges 2 s of a load at 200 requests a second. */
function judged(text: string, delta: SignalDelta, harness: HarnessReading = WELL) {
  const criteria = new LoadCriteria("load", expectOption(text), 2000);
  for (let atMs = 50; atMs <= 2000; atMs += 50) criteria.add(atMs, delta, harness);
  return criteria;
}

describe("the criteria of a load without an experiment", () => {
  const cases: readonly (readonly [string, SignalDelta, HarnessReading, number, RegExp])[] = [
    ["p99 < 300ms", ten(250), WELL, 0, /every expectation held/],
    ["p99 < 300ms", ten(350), WELL, 1, /p99 < 300ms: does not hold at 3[45]\d ms \(400 samples\)/],
    ["p99.9 < 300ms", ten(250), WELL, 3, /needs 1,000 samples/],
    ["error_rate < 1%", ten(1, { failed: 1, errors: { timeout: 1 } }), WELL, 1, /does not hold at 10 %/],
    ["rate > 190/s", ten(1), WELL, 0, /every/],
    ["rate > 210/s", ten(1), WELL, 1, /does not hold at 200\/s/],
    [
      "p99 < 300ms",
      ten(350),
      { ...WELL, scheduleLag: [bucketOf(340), 10] },
      3,
      /the harness itself ran late .*which could explain it/,
    ],
    [
      "p99 < 300ms",
      ten(350),
      { ...WELL, parts: { machine: { waiting: 0.5 } } },
      3,
      /machine waited for a processor 50 %/,
    ],
    [
      "p99 < 300ms",
      ten(350),
      { ...WELL, parts: { "fault proxy": { busy: 0.96 } } },
      3,
      /fault proxy had no processor, or no time to spare, 96 % of the time, which could explain it/,
    ],
    ["p99 < 300ms", ten(350), { ...WELL, parts: { "fault proxy": { busy: 0.8 } } }, 1, /does not hold/],
  ];
  for (const [text, delta, harness, exitCode, reason] of cases) {
    it(`${text}: ${reason.source}`, () => {
      const verdict = judged(text, delta, harness).decide();
      assert.match(verdict.reasons.join("\n"), reason);
      assert.equal(verdict.exitCode, exitCode);
    });
  }

  it("leave the quiet after the last request out of its rate", () => {
    const criteria = judged("rate > 190/s", ten(1));
    for (let atMs = 2050; atMs < 4000; atMs += 50) criteria.add(atMs, emptyDelta, WELL);
    assert.equal(criteria.decide().verdict, "pass");
  });

  it("leave a rate open that is nearer to its limit than the end is known", () => {
    const criteria = judged("rate > 198/s", ten(1));
    // The last one ended between 2,000 and 2,050 ms: 410 in that time are 200 to 205 a second.
    criteria.add(2050, ten(1), WELL);
    assert.equal(criteria.decide().verdict, "pass");
    const close = judged("rate > 204/s", ten(1));
    close.add(2050, ten(1), WELL);
    assert.match(close.decide().reasons.join(), /unknown at 200\/s \(the last request ended between 2 s and 2.05 s/);
  });
});
