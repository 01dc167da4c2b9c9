import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { SignalDelta } from "../../../src/judge/measure/signal.ts";
import { emptyDelta, mergeDeltas } from "../../../src/judge/measure/totals.ts";
import { type SignalReading, SignalWindow } from "../../../src/judge/measure/window.ts";
import { delta, sparseOf } from "./arbitraries.ts";

/** A reading with everything that can be compared. */
function comparable(reading: SignalReading) {
  return { ...reading, latency: reading.latency.toSparse() };
}

interface Tick {
  readonly fromMs: number;
  readonly atMs: number;
  readonly delta: SignalDelta;
}

/** Figures that a window should have for these ticks, summed up anew. */
function summedUp(kept: readonly Tick[]) {
  const {
    started,
    retries = 0,
    attempts = 0,
    ended,
    failed,
    errors,
    statuses,
    latency,
  } = mergeDeltas(kept.map((tick) => tick.delta));
  const latest = kept.at(-1);
  const all = mergeDeltas([
    { ...emptyDelta, latency },
    { ...emptyDelta, latency: latest?.delta.ages ?? [] },
  ]).latency;
  return {
    spanMs: (latest?.atMs ?? 0) - (kept[0]?.fromMs ?? 0),
    started,
    retries,
    attempts,
    ended,
    failed,
    errors,
    statuses,
    latency: all,
    completed: all.reduce((sum, number, at) => (at % 2 === 1 ? sum + number : sum), 0),
    inFlight: latest?.delta.inFlight ?? 0,
    ages: latest?.delta.ages ?? [],
    inFlightMax: Math.max(0, ...kept.map((tick) => tick.delta.inFlight)),
    opaque: 0,
  };
}

type Step =
  | { readonly kind: "add"; readonly afterMs: number; readonly delta: SignalDelta }
  | { readonly kind: "advance" | "clear"; readonly afterMs: number };

const afterMs = fc.nat(400);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("add" as const), afterMs, delta }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("advance" as const), afterMs }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("clear" as const), afterMs }) },
);

/** The same window as a list of all ticks, from which those that count are picked each time. */
class WindowBySummingUp {
  ticks: Tick[] = [];
  coveredToMs = 0;

  do(next: Step, nowMs: number, spanMs: number): void {
    if (next.kind === "add") this.ticks.push({ fromMs: this.coveredToMs, atMs: nowMs, delta: next.delta });
    if (next.kind === "clear") this.ticks = [];
    if (next.kind !== "advance") this.coveredToMs = nowMs;
    this.ticks = this.ticks.filter((tick) => tick.atMs > nowMs - spanMs);
  }
}

function assertSameAsSummingUp(window: SignalWindow, spanMs: number, steps: readonly Step[]): void {
  const model = new WindowBySummingUp();
  let nowMs = 0;
  for (const next of steps) {
    nowMs += next.afterMs;
    if (next.kind === "add") window.add(nowMs, next.delta);
    else window[next.kind](nowMs);
    model.do(next, nowMs, spanMs);
    assert.deepEqual(comparable(window.read()), summedUp(model.ticks));
  }
}

describe("sliding window", () => {
  test("says what summing up its deltas anew would say", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1500 }), fc.array(step, { maxLength: 40 }), (spanMs, steps) => {
        assertSameAsSummingUp(new SignalWindow(spanMs), spanMs, steps);
      }),
    );
  });

  test("p99 rises while everything hangs and nothing ends", () => {
    const window = new SignalWindow(5000);
    let lastP99Ms = 0;
    for (let second = 1; second <= 10; second++) {
      const ages = sparseOf(Array.from({ length: second * 200 }, (_, at) => at * 5));
      window.add(second * 1000, { ...emptyDelta, started: 200, inFlight: second * 200, ages });
      const reading = window.read();
      const p99Ms = reading.latency.quantileMs(0.99) ?? 0;
      assert.ok(p99Ms > lastP99Ms + 900, `p99 only went from ${lastP99Ms} to ${p99Ms} ms`);
      assert.equal(reading.ended, 0);
      assert.equal(reading.completed, second * 200);
      lastP99Ms = p99Ms;
    }
  });

  test("a request counts once: with its age in flight, then with its latency", () => {
    const window = new SignalWindow(5000);
    window.add(100, { ...emptyDelta, started: 1, inFlight: 1, ages: sparseOf([100]) });
    window.add(200, { ...emptyDelta, inFlight: 1, ages: sparseOf([200]) });
    window.add(250, { ...emptyDelta, ended: 1, latency: sparseOf([250]) });
    assert.deepEqual(window.read().latency.toSparse(), sparseOf([250]));
  });

  test("a signal that fell silent is not known any more", () => {
    const window = new SignalWindow(1000);
    window.add(100, { ...emptyDelta, started: 1, inFlight: 1, ages: sparseOf([100]) });
    window.advance(1100);
    assert.deepEqual(comparable(window.read()), summedUp([]));
  });

  test("covers its span when ticks don't fall on its edges", () => {
    const window = new SignalWindow(1000);
    for (let atMs = 0; atMs <= 5000; atMs += 70) window.add(atMs, emptyDelta);
    const { spanMs } = window.read();
    assert.ok(spanMs >= 1000 && spanMs < 1070, `covers ${spanMs} ms`);
  });

  test("refuses ticks that come out of order", () => {
    const window = new SignalWindow(1000);
    window.add(100, emptyDelta);
    assert.throws(() => window.add(99, emptyDelta), RangeError);
  });
});

describe("window of a phase", () => {
  test("says what summing up all deltas since it was cleared would say", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        assertSameAsSummingUp(new SignalWindow(), Number.POSITIVE_INFINITY, steps);
      }),
    );
  });
});
