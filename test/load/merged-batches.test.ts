import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Histogram } from "../../src/judge/measure/histogram.ts";
import type { SignalDelta } from "../../src/judge/measure/signal.ts";
import { addSparse } from "../../src/judge/measure/sparse.ts";
import { emptyDelta, joinDeltas } from "../../src/judge/measure/totals.ts";
import type { LoadBatch } from "../../src/load/load.ts";
import { MergedBatches } from "../../src/load/merged-batches.ts";

function sparse(durationsMs: readonly number[]) {
  const histogram = new Histogram();
  for (const durationMs of durationsMs) histogram.record(durationMs);
  return histogram.toSparse();
}

const durations = fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { maxLength: 6 }).map(sparse);

const delta: fc.Arbitrary<SignalDelta> = fc.record({
  started: fc.nat(100),
  ended: fc.nat(100),
  failed: fc.nat(100),
  errors: fc.dictionary(fc.constantFrom("timeout", "status 503"), fc.integer({ min: 1, max: 9 })),
  statuses: fc.dictionary(fc.constantFrom("200", "404"), fc.integer({ min: 1, max: 9 })),
  latency: durations,
  inFlight: fc.nat(50),
  ages: durations,
});
const batch = fc.record({
  signals: fc.dictionary(fc.constantFrom("shoppers", "admins"), delta),
  scheduleLag: durations,
  grainMs: fc.constantFrom(0, 0.5),
  stallMs: fc.nat(500),
});

const SENDERS = 3;
/** A batch of some sender, or somebody taking what there is. */
const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ sender: fc.nat(SENDERS - 1), batch }) },
  { weight: 1, arbitrary: fc.constant("take" as const) },
);

/** The sum of batches, without what was in flight. */
class Sum {
  readonly signals: Record<string, Omit<SignalDelta, "inFlight" | "ages">> = {};
  scheduleLag = sparse([]);

  add(one: Pick<LoadBatch, "signals" | "scheduleLag">): void {
    this.scheduleLag = addSparse(this.scheduleLag, one.scheduleLag);
    for (const [name, each] of Object.entries(one.signals)) {
      const before = { ...emptyDelta, ...this.signals[name] };
      const { inFlight, ages, ...counts } = joinDeltas(before, each);
      this.signals[name] = counts;
    }
  }
}

describe("one load's batches from several senders", () => {
  it("hold every count and every duration once, whenever they are taken", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
        const merged = new MergedBatches(SENDERS);
        const sent = new Sum();
        const taken = new Sum();
        for (const one of [...happenings, "take" as const]) {
          if (one === "take") taken.add(merged.take());
          else {
            merged.add(one.sender, one.batch);
            sent.add(one.batch);
          }
        }
        assert.deepEqual(taken, sent);
      }),
    );
  });

  it("have in flight what each sender last said, also where one said nothing since", () => {
    const merged = new MergedBatches(2);
    const say = (sender: number, inFlight: number, ages: readonly number[]) =>
      merged.add(sender, {
        signals: { shoppers: { ...emptyDelta, started: 1, inFlight, ages: sparse(ages) } },
        scheduleLag: [],
        grainMs: 0,
        stallMs: 0,
      });
    say(0, 3, [10, 20, 30]);
    say(1, 2, [40, 50]);
    assert.equal(merged.take().signals.shoppers?.inFlight, 5);
    say(0, 1, [60]);
    const { shoppers } = merged.take().signals;
    assert.deepEqual(
      { started: shoppers?.started, inFlight: shoppers?.inFlight, ages: shoppers?.ages },
      { started: 1, inFlight: 3, ages: sparse([40, 50, 60]) },
    );
  });

  it("have the longest stall and the coarsest grain of any sender since they were taken", () => {
    const merged = new MergedBatches(2);
    for (const [sender, stallMs, grainMs] of [
      [0, 30, 0],
      [1, 80, 0.5],
      [1, 5, 0],
    ] as const) {
      merged.add(sender, { signals: {}, scheduleLag: [], grainMs, stallMs });
    }
    for (const expected of [
      { stallMs: 80, grainMs: 0.5 },
      { stallMs: 0, grainMs: 0 },
    ]) {
      const { stallMs, grainMs } = merged.take();
      assert.deepEqual({ stallMs, grainMs }, expected);
    }
  });

  it("name a sender that says nothing any more", () => {
    const merged = new MergedBatches(2);
    const batchOf = { signals: {}, scheduleLag: [], grainMs: 0, stallMs: 0 };
    for (let n = 0; n < 3; n++) {
      merged.add(0, batchOf);
      merged.take();
    }
    assert.equal(merged.silent(3), undefined);
    assert.equal(merged.silent(2), 1);
    merged.add(1, batchOf);
    merged.take();
    assert.equal(merged.silent(2), undefined);
  });
});
