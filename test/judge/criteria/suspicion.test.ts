import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { judge } from "../../../src/judge/criteria/evaluate.ts";
import { stands } from "../../../src/judge/criteria/stands.ts";
import { Histogram } from "../../../src/judge/measure/histogram.ts";
import { emptyDelta } from "../../../src/judge/measure/totals.ts";
import { type SignalReading, SignalWindow } from "../../../src/judge/measure/window.ts";
import { criterionOf } from "./make.ts";

function histogramOf(durationsMs: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const durationMs of durationsMs) histogram.record(durationMs);
  return histogram;
}

function readingOf(
  latenciesMs: readonly number[],
  failed = 0,
  errors: Readonly<Record<string, number>> = {},
): SignalReading {
  const window = new SignalWindow();
  const ended = latenciesMs.length;
  const latency = histogramOf(latenciesMs).toSparse();
  window.add(1000, { ...emptyDelta, started: ended, ended, failed, errors, latency });
  return window.read();
}

const none = new Histogram();
const rarely = fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 600 }));
/** From systems well within every limit to systems well beyond. */
const requests = fc.double({ min: 0.3, max: 4, noNaN: true }).chain((slowness) =>
  fc.array(
    fc.record({
      trueMs: fc.integer({ min: 1, max: 300 }).map((ms) => ms * slowness),
      lateMs: rarely,
      stalledMs: rarely,
    }),
    { minLength: 120, maxLength: 300 },
  ),
);

describe("a judgement that stands", () => {
  for (const text of [
    "shoppers.p95 < 300ms",
    "shoppers.p50 <= 150ms",
    "shoppers.max < 390ms",
    "shoppers.mean < 200ms",
  ]) {
    test(`${text} doesn't hold only if it didn't without what the harness added`, () => {
      const criterion = criterionOf(text);
      fc.assert(
        fc.property(requests, (all) => {
          const reading = readingOf(all.map(({ trueMs, lateMs, stalledMs }) => trueMs + lateMs + stalledMs));
          const lag = histogramOf(all.map(({ lateMs }) => lateMs));
          const delays = histogramOf(all.flatMap(({ stalledMs }) => (stalledMs > 0 ? [stalledMs] : [])));
          const measured = judge(criterion, { signal: reading }, "expect");
          const truth = judge(criterion, { signal: readingOf(all.map(({ trueMs }) => trueMs)) }, "expect");
          const suspicion = { lag, delays, spoiled: 0, waiting: 0, failable: 0 };
          fc.pre(measured.holds === "false" && stands(criterion, measured, reading, suspicion));
          // A bucket is 0.8 % wide, and three values are added up.
          if (truth.holds === "true") assert.ok((truth.measured ?? 0) > criterion.limit * 0.97, `${truth.measured}`);
        }),
      );
    });
  }

  test("is every one of a harness that did nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 20, maxLength: 200 }), (latenciesMs) => {
        const reading = readingOf(latenciesMs, Math.floor(latenciesMs.length / 10));
        for (const text of ["shoppers.p95 < 300ms", "shoppers.error_rate < 5%", "shoppers.in_flight < 10"]) {
          const criterion = criterionOf(text);
          const judgement = judge(criterion, { signal: reading }, "expect");
          assert.ok(
            stands(criterion, judgement, reading, { lag: none, delays: none, spoiled: 0, waiting: 0, failable: 0 }),
            text,
          );
        }
      }),
    );
  });

  test("with a failing part counts errors that it can't have made", () => {
    const criterion = criterionOf("shoppers.error_rate < 5%");
    const reading = readingOf(new Array(200).fill(10), 40);
    const judgement = judge(criterion, { signal: reading }, "expect");
    const despite = (failable: number) =>
      stands(criterion, judgement, reading, { lag: none, delays: none, spoiled: 0, waiting: 0, failable });
    assert.equal(despite(20), true);
    assert.equal(despite(35), false);
  });

  test("counts no failure that a late sender, or a part that stalled, made", () => {
    const criterion = criterionOf("shoppers.error_rate < 5%");
    const count = fc.nat(60);
    fc.assert(
      fc.property(count, count, count, count, (truly, late, crowded, timedOut) => {
        const errors = { "status 503": truly, late, overflow: crowded, timeout: timedOut };
        const reading = readingOf(new Array(1000).fill(10), truly + late + crowded + timedOut, errors);
        const lag = histogramOf([...new Array(late).fill(400), ...new Array(crowded).fill(30)]);
        const delays = histogramOf(new Array(timedOut).fill(200));
        const measured = judge(criterion, { signal: reading }, "expect");
        const suspicion = { lag, delays, spoiled: 0, waiting: 0, failable: 0 };
        fc.pre(measured.holds === "false" && stands(criterion, measured, reading, suspicion));
        assert.ok(truly >= 50, `${truly} of 1000 failed by themselves`);
      }),
    );
  });

  test("of a system that hangs isn't excused by a harness that is late by as little as ever", () => {
    const criterion = criterionOf("shoppers.error_rate < 5%");
    const errors = { timeout: 300, overflow: 200 };
    const reading = readingOf(new Array(1000).fill(10), 500, errors);
    const suspicion = { lag: histogramOf(new Array(1000).fill(3)), delays: none, spoiled: 0, waiting: 0, failable: 0 };
    const judgement = judge(criterion, { signal: reading }, "expect");
    assert.equal(stands(criterion, judgement, reading, suspicion), true);
  });

  test("that holds needs to hold with every spoiled request counted as bad", () => {
    const reading = readingOf(new Array(200).fill(10));
    const despite = (text: string, spoiled: number) => {
      const criterion = criterionOf(text);
      const delays = histogramOf(new Array(spoiled).fill(900));
      const judgement = judge(criterion, { signal: reading }, "expect");
      return stands(criterion, judgement, reading, { lag: none, delays, spoiled, waiting: 0, failable: 0 });
    };
    assert.equal(despite("shoppers.p95 < 300ms", 9), true);
    assert.equal(despite("shoppers.p95 < 300ms", 11), false);
    assert.equal(despite("shoppers.error_rate < 2%", 3), true);
    assert.equal(despite("shoppers.error_rate < 2%", 5), false);
  });
});
