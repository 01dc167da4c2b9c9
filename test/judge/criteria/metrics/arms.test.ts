import assert from "node:assert/strict";
import { test } from "node:test";
import { judge, marginOf } from "../../../../src/judge/criteria/evaluate.ts";
import { formatJudgement } from "../../../../src/judge/criteria/judgement-in-words.ts";
import { stands } from "../../../../src/judge/criteria/stands.ts";
import type { Suspicion } from "../../../../src/judge/criteria/suspicion.ts";
import { Histogram } from "../../../../src/judge/measure/histogram.ts";
import type { SignalReading } from "../../../../src/judge/measure/window.ts";
import { criterionOf, readingOf, times } from "../make.ts";

const RATIO = criterionOf("shoppers.treated.p95 < 1.5 x shoppers.control.p95");
const EXCESS = criterionOf("shoppers.treated.error_rate < shoppers.control.error_rate + 5%");

/** So many requests, evenly between `ms` and twice that. */
const spread = (count: number, ms: number): SignalReading =>
  readingOf({ ended: count, latenciesMs: Array.from({ length: count }, (_, n) => ms * (1 + n / count)) });

const judged = (signal: SignalReading, other: SignalReading, criterion = RATIO) =>
  judge(criterion, { signal, otherArm: other }, "expect");

test("a ratio holds, doesn't, or is unknown by the whole of its interval", () => {
  const cases = [
    [spread(2000, 20), spread(2000, 20), "true"],
    [spread(2000, 60), spread(2000, 20), "false"],
    [spread(2000, 30), spread(2000, 20), "unknown"],
    [spread(10, 60), spread(10, 20), "unknown"],
  ] as const;
  for (const [subject, other, expected] of cases) {
    const { holds, interval, measured } = judged(subject, other);
    assert.equal(holds, expected, `${measured} in ${JSON.stringify(interval)}`);
    assert.ok(interval && interval.low <= (measured ?? 0));
  }
  const judgement = judged(spread(2000, 60), spread(2000, 20));
  assert.match(
    formatJudgement(RATIO, judgement),
    /does not hold at 3x, in truth 2\.\d+x to 3\.\d+x \(2,000 samples\)$/,
  );
  assert.ok((marginOf(RATIO, judgement, "expect") ?? 0) < -1.4);
  assert.match(formatJudgement(RATIO, judged(spread(10, 60), spread(10, 20))), /in truth at least .*would tell\)$/);
});

test("an arm that hangs is known to be slower without an upper end", () => {
  const { holds, interval } = judged(readingOf({ ended: 0, latenciesMs: times(500, 9000) }), spread(500, 20));
  assert.equal(holds, "false");
  assert.ok((interval?.low ?? 0) > 100);
});

test("an excess of failures is judged by the same rule, and is unknown without requests", () => {
  const failing = (failed: number) => readingOf({ ended: 2000, failed });
  assert.equal(judged(failing(40), failing(20), EXCESS).holds, "true");
  assert.equal(judged(failing(400), failing(20), EXCESS).holds, "false");
  assert.equal(judged(failing(120), failing(20), EXCESS).holds, "unknown");
  assert.equal(judged(readingOf({}), failing(0), EXCESS).holds, "unknown");
  assert.equal(judge(EXCESS, { signal: failing(0) }, "expect").holds, "unknown");
});

test("an arm is not known to fail no more while its requests hang", () => {
  const answered = times(2000, 20);
  const hung = new Histogram();
  hung.record(9000, 400);
  const hanging = readingOf({ ended: 2000, latenciesMs: [...answered, ...times(400, 9000)], ages: hung.toSparse() });
  const fine = readingOf({ ended: 2000, latenciesMs: answered });
  assert.equal(judged(fine, fine, EXCESS).holds, "true");
  assert.equal(judged(hanging, fine, EXCESS).holds, "unknown");
  assert.equal(judged(fine, hanging, EXCESS).holds, "true");
});

test("neither is concluded where the harness may have made the arms alike, or apart", () => {
  const none: Suspicion = { lag: new Histogram(), delays: new Histogram(), spoiled: 0, waiting: 0, failable: 0 };
  const late: Suspicion = { ...none, lag: new Histogram() };
  for (let n = 0; n < 2000; n++) (late.lag as Histogram).record(100);
  const stillStands = (subject: SignalReading, other: SignalReading, of: Suspicion, ofOther = of, criterion = RATIO) =>
    stands(criterion, judged(subject, other, criterion), subject, of, { reading: other, suspicion: ofOther });
  const [slow, slower, slowest] = [spread(2000, 120), spread(2000, 140), spread(2000, 400)];
  assert.equal(stillStands(slower, slow, none), true);
  // 140 to 120 is little, 40 to 20 is much, and both were 100 ms late.
  assert.equal(stillStands(slower, slow, late), false);
  assert.equal(stillStands(slowest, slow, late), true);
  const failing = (failed: number) => readingOf({ ended: 2000, failed, errors: { "status 500": failed } });
  assert.equal(stillStands(failing(400), failing(20), none, none, EXCESS), true);
  assert.equal(stillStands(failing(400), failing(20), { ...none, failable: 390 }, none, EXCESS), false);
  assert.equal(stillStands(failing(20), failing(20), none, { ...none, failable: 20 }, EXCESS), true);
  // 40 requests that a stall spoiled are few of 2000, and many of a small arm.
  const small = readingOf({ ended: 400, latenciesMs: times(400, 120) });
  const some = { ...none, spoiled: 40 };
  const excess = criterionOf("shoppers.treated.error_rate < shoppers.control.error_rate + 5%");
  for (const criterion of [excess, RATIO]) {
    assert.equal(stillStands(slowest, small, some, none, criterion), true);
    assert.equal(stillStands(slowest, small, none, some, criterion), false);
  }
});
