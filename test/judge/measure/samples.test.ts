import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SampleTrack } from "../../../src/judge/measure/samples.ts";

test("a window holds the samples asked for in it, and the gap at either end counts", () => {
  const track = new SampleTrack();
  track.keepWindow(5000);
  track.add(1000, [{ ageMs: 0, value: 1 }]);
  assert.deepEqual(track.read(5000), { samples: 1, mean: 1, longestGapMs: Number.POSITIVE_INFINITY });
  track.add(3000, [{ ageMs: 100, value: 2 }]);
  track.add(7000, [{ ageMs: 0, value: 6 }]);
  // From 2 s on: the sample at 1 s reaches into the window, 2.9 s to 7 s is the longest gap.
  assert.deepEqual(track.read(5000), { samples: 2, mean: 4, longestGapMs: 4100 });
  track.add(12_500);
  assert.deepEqual(track.read(5000), { samples: 0, longestGapMs: 5500 });
});

test("a signal isn't known to be good in a window until a sample says so, unless the one before did", () => {
  const track = new SampleTrack();
  const unseenMs = () => track.unseenMs(2000, (value) => value < 1);
  track.keepWindow(2000);
  track.add(1000, [{ ageMs: 0, value: 1 }]);
  track.add(2000, [{ ageMs: 0, value: 0 }]);
  assert.equal(track.read(2000).mean, 0.5);
  track.add(3050);
  assert.equal(unseenMs(), 950);
  track.add(3900, [{ ageMs: 0, value: 0 }]);
  assert.equal(unseenMs(), 100);
  track.add(4100);
  assert.equal(unseenMs(), 0);
});

test("a phase begins where it begins, though no sample came before", () => {
  const track = new SampleTrack();
  track.startPhase(1000);
  track.add(1400, [{ ageMs: 0, value: 3 }]);
  assert.deepEqual(track.read(), { samples: 1, mean: 3, longestGapMs: 400 });
  track.startPhase(2000);
  track.add(2100);
  assert.deepEqual(track.read(), { samples: 0, longestGapMs: 700 });
});

test("a signal fires between the last sample that is not above 0 and the first that is, counted from the fault", () => {
  const track = new SampleTrack();
  const firing = () => track.read().firing;
  track.add(1000, [{ ageMs: 0, value: 0 }]);
  assert.equal(firing(), undefined);
  track.faultWentIn(1500, 15_000);
  assert.deepEqual(firing(), { earliestMs: 0 });
  track.add(3000, [{ ageMs: 200, value: 0 }]);
  assert.deepEqual(firing(), { earliestMs: 1300 });
  track.add(4000, [{ ageMs: 0, missing: "refused" }]);
  track.add(5000, [{ ageMs: 100, value: 2 }]);
  track.faultWentIn(5500, 15_000);
  track.add(6000, [{ ageMs: 0, value: 0 }]);
  assert.deepEqual(firing(), { earliestMs: 1300, afterMs: 3400 });
});

test("whether a signal fired before the fault isn't known without a sample from just before it, nor one that did", () => {
  for (const [value, staleAfterMs] of [
    [1, 15_000],
    [0, 400],
  ] as const) {
    const track = new SampleTrack();
    track.add(1000, [{ ageMs: 0, value }]);
    track.faultWentIn(1500, staleAfterMs);
    track.add(2000, [{ ageMs: 0, value: 1 }]);
    assert.equal(track.read().firing?.earliestMs, undefined);
  }
});

test("the mean of equal samples is just their value", () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: 1, max: 300 }),
      (value, count) => {
        const track = new SampleTrack();
        track.startPhase(0);
        for (let atMs = 1; atMs <= count; atMs++) track.add(atMs, [{ ageMs: 0, value }]);
        // Which of the two zeros it is doesn't matter.
        assert.ok(track.read().mean === value);
      },
    ),
  );
});

test("why the latest attempt gave nothing is known until one gives something", () => {
  const track = new SampleTrack();
  track.add(100, [
    { ageMs: 50, value: 1 },
    { ageMs: 0, missing: "refused" },
  ]);
  track.add(150);
  assert.equal(track.read().missing, "refused");
  track.add(200, [{ ageMs: 0, value: 1 }]);
  assert.equal(track.read().missing, undefined);
});

test("whatever comes in whatever rhythm, a reading is what a list of all samples says", () => {
  const tick = fc.record({
    afterMs: fc.integer({ min: 1, max: 3000 }),
    value: fc.option(fc.integer({ min: -100, max: 100 }), { nil: undefined }),
    newPhase: fc.boolean(),
  });
  const spans = fc.array(fc.integer({ min: 100, max: 10_000 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(tick, { maxLength: 60 }), spans, (ticks, spansMs) => {
      const track = new SampleTrack();
      for (const spanMs of spansMs) track.keepWindow(spanMs);
      const all: { atMs: number; value: number }[] = [];
      let nowMs = 0;
      let phaseMs = 0;
      for (const { afterMs, value, newPhase } of ticks) {
        if (newPhase) {
          phaseMs = nowMs;
          track.startPhase(nowMs);
        }
        nowMs += afterMs;
        track.add(nowMs, value === undefined ? undefined : [{ ageMs: 0, value }]);
        if (value !== undefined) all.push({ atMs: nowMs, value });
        for (const spanMs of [undefined, ...spansMs]) compare(track.read(spanMs), all, nowMs, phaseMs, spanMs);
      }
    }),
  );
});

function compare(
  read: ReturnType<SampleTrack["read"]>,
  all: readonly { atMs: number; value: number }[],
  nowMs: number,
  phaseMs: number,
  spanMs: number | undefined,
): void {
  const fromMs = spanMs === undefined ? phaseMs : nowMs - spanMs;
  const inside = all.filter(({ atMs }) => atMs >= fromMs);
  assert.equal(read.samples, inside.length);
  const sum = inside.reduce((total, { value }) => total + value, 0);
  if (inside.length > 0) assert.ok(Math.abs((read.mean ?? Number.NaN) - sum / inside.length) < 1e-9);
  // A gap of g is longer than any time shorter than g in which a sample must come.
  const earlier = all.filter(({ atMs }) => atMs < fromMs).map(({ atMs }) => atMs);
  const start = earlier.at(-1) ?? (spanMs === undefined ? fromMs : Number.NEGATIVE_INFINITY);
  const times = [start, ...inside.map(({ atMs }) => atMs), nowMs];
  assert.equal(read.longestGapMs, Math.max(...times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs))));
}
