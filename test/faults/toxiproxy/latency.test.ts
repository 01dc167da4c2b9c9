import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { latency } from "../../../src/faults/toxiproxy/latency.ts";
import { replayed } from "../../../src/faults/toxiproxy/latency-replay.ts";
import { faultSchema } from "../../../src/files/experiment/fault-schema.ts";
import { Histogram } from "../../../src/judge/measure/histogram.ts";
import { drawFrom, type Quantile } from "../../../src/proxy/toxics/latency-distribution.ts";
import { seededRandom } from "../../../src/values/random/random.ts";

const schema = faultSchema([latency]);
const read = (keys: object) => schema.safeParse({ type: "latency", on: "a -> b", ...keys });

/** The points that the fault's toxic is given. */
function pointsOf(keys: object): readonly Quantile[] {
  const { attributes } =
    latency.toxics(schema.parse({ type: "latency", on: "a -> b", ...keys }) as never, "")[0] ?? assert.fail();
  return attributes.quantiles as unknown as readonly Quantile[];
}

/** So many draws in rising order, spread evenly over all that there are. */
function evenDraws(points: readonly Quantile[], count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => drawFrom(points, () => (n + 0.5) / count));
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("latency by percentiles", () => {
  const percentiles = fc
    .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 10_000 })), {
      minLength: 1,
      maxLength: 6,
      selector: ([share]) => share,
    })
    .map((pairs) => {
      const shares = pairs.map(([share]) => share / 10).sort((a, b) => a - b);
      const delays = pairs.map(([, ms]) => ms).sort((a, b) => a - b);
      return shares.map((share, index) => [share, delays[index] ?? 0] as const);
    });

  it("has each of them within 1 %, by whatever seed", () => {
    const property = fc.property(percentiles, fc.integer(), (given, seed) => {
      const points = pointsOf({ latency: Object.fromEntries(given.map(([share, ms]) => [`p${share}`, `${ms}ms`])) });
      const random = seededRandom(seed);
      const drawn = Array.from({ length: 100_000 }, () => drawFrom(points, random)).sort((a, b) => a - b);
      for (const [percentile, ms] of given) {
        const share = percentile / 100;
        const below = drawn.findIndex((delay) => delay > ms * 0.9999);
        const upTo = drawn.findLastIndex((delay) => delay <= ms * 1.0001) + 1;
        assert.ok(below / drawn.length <= share + 0.01, `${below} of ${drawn.length} are below p${percentile}`);
        assert.ok(upTo / drawn.length >= share - 0.01, `${upTo} of ${drawn.length} don't exceed p${percentile}`);
        const delay = drawFrom(points, () => share);
        assert.ok(Math.abs(delay / ms - 1) < 0.01, `${delay} ms at p${percentile}, for ${ms} ms`);
      }
    });
    fc.assert(property, { numRuns: 20 });
  });

  it("is level below the lowest and above the highest, and rises by equal factors between", () => {
    const points = pointsOf({ latency: { p99: "1s", p50: "10ms" } });
    const at = (share: number) => Math.round(drawFrom(points, () => share));
    assert.deepEqual([0, 0.25, 0.5, 0.745, 0.99, 0.9999].map(at), [10, 10, 10, 100, 1000, 1000]);
    const fromNothing = pointsOf({ latency: { p0: "0s", p100: "1s" } });
    assert.equal(
      drawFrom(fromNothing, () => 0.25),
      250,
    );
  });
});

describe("latency by a distribution", () => {
  it("is no longer than a delay may be", () => {
    const hours = pointsOf({ latency: "20h", jitter: "20h", distribution: "pareto" }).at(-1)?.[1];
    assert.equal(hours, 24 * 3_600_000);
  });

  it("has its mean and its standard deviation", () => {
    for (const distribution of ["normal", "lognormal", "pareto"]) {
      const draws = evenDraws(pointsOf({ latency: "200ms", jitter: "50ms", distribution }), 100_000);
      const mean = meanOf(draws);
      const deviation = Math.sqrt(meanOf(draws.map((delay) => (delay - mean) ** 2)));
      assert.ok(Math.abs(mean - 200) < 2, `${distribution}: ${mean} ms on average`);
      // What is cut off above 99.99 % is in no deviation.
      assert.ok(Math.abs(deviation - 50) < 2.5, `${distribution}: ${deviation} ms`);
    }
  });

  it("has the percentiles that tables of it have, within 1 %", () => {
    const cases: readonly (readonly [distribution: string, share: number, ms: number])[] = [
      ["normal", 0.5, 200],
      ["normal", 0.975, 200 + 50 * 1.959964],
      ["normal", 0.999, 200 + 50 * 3.090232],
      ["normal", 0.01, 200 - 50 * 2.326348],
      ["lognormal", 0.5, 200 / Math.sqrt(1.0625)],
      ["lognormal", 0.99, (200 / Math.sqrt(1.0625)) * Math.exp(2.326348 * Math.sqrt(Math.log(1.0625)))],
      // Its shape is 1 + √17, its least 200 ms × √17 / (1 + √17).
      ["pareto", 0.5, ((200 * Math.sqrt(17)) / (1 + Math.sqrt(17))) * 2 ** (1 / (1 + Math.sqrt(17)))],
      ["pareto", 0.99, ((200 * Math.sqrt(17)) / (1 + Math.sqrt(17))) * 100 ** (1 / (1 + Math.sqrt(17)))],
    ];
    for (const [distribution, share, ms] of cases) {
      const delay = drawFrom(pointsOf({ latency: "200ms", jitter: "50ms", distribution }), () => share);
      assert.ok(Math.abs(delay / ms - 1) < 0.01, `${distribution}: ${delay} ms at ${share}, for ${ms} ms`);
    }
  });

  it("is never below nothing", () => {
    const draws = evenDraws(pointsOf({ latency: "100ms", jitter: "50ms", distribution: "normal" }), 1000);
    assert.ok(draws.every((delay) => delay >= 0));
  });
});

describe("the keys of latency", () => {
  it("make the toxic that Toxiproxy has where delays are spread evenly", () => {
    for (const keys of [
      { latency: "100ms", jitter: "20ms" },
      { latency: "100ms", jitter: "20ms", distribution: "uniform" },
    ]) {
      const [toxic] = latency.toxics(schema.parse({ type: "latency", on: "a -> b", ...keys }) as never, "");
      assert.deepEqual(toxic, {
        type: "latency",
        stream: "downstream",
        toxicity: 1,
        attributes: { latency: 100, jitter: 20 },
      });
    }
  });

  it("are refused where they say what can't be", () => {
    const refused: readonly (readonly [keys: object, message: RegExp])[] = [
      [{ latency: {} }, /found none; percentiles are delays that rise/],
      [{ latency: { p50: "2s", p99: "1s" } }, /percentiles are delays that rise/],
      [{ latency: { p50: "1s", "p50.0": "1s" } }, /percentiles are delays that rise/],
      [{ latency: { p101: "1s" } }, /a percentile is p0 to p100/],
      [{ latency: { median: "1s" } }, /a percentile is p0 to p100/],
      [{ latency: { p50: "1s" }, jitter: "10ms" }, /leave jitter and distribution out/],
      [{ latency: { p50: "1s" }, distribution: "normal" }, /leave jitter and distribution out/],
      [{ latency: "1s", jitter: "600ms", distribution: "normal" }, /at most half the latency, or lognormal/],
      [{ latency: "1s", distribution: "pareto" }, /a distribution needs its standard deviation/],
      [{ latency: "1s", jitter: "1s", distribution: "gamma" }, /uniform/],
    ];
    for (const [keys, message] of refused) assert.match(JSON.stringify(read(keys).error?.issues), message);
  });

  it("are told in words", () => {
    const does = (keys: object) =>
      latency.explain(schema.parse({ type: "latency", on: "a -> b", ...keys }) as never).does;
    assert.equal(does({ latency: "100ms", jitter: "20ms" }), "adds 100ms ± 20ms to all answers");
    assert.equal(does({ latency: { "p99.9": "2.8s", p50: "38ms" } }), "adds 38ms at p50, 2.8s at p99.9 to all answers");
    assert.equal(
      does({ latency: "100ms", jitter: "30ms", distribution: "pareto" }),
      "adds 100ms on average (pareto, standard deviation 30ms) to all answers",
    );
  });
});

describe("latency like an earlier run", () => {
  const replay = { run: "measured", like: "measured", edge: "a -> b", phase: "fault", factor: 1 } as const;

  it("has each percentile that was measured within 1 %, times the factor, by whatever seed", () => {
    const durations = fc.array(
      fc.tuple(fc.double({ min: -2, max: 5, noNaN: true }), fc.integer({ min: 1, max: 300 })),
      {
        minLength: 1,
        maxLength: 40,
      },
    );
    const factors = fc.double({ min: 0.1, max: 10, noNaN: true });
    const property = fc.property(durations, factors, fc.integer(), (measured, factor, seed) => {
      const histogram = new Histogram();
      for (const [exponent, count] of measured) histogram.record(10 ** exponent, count);
      const { quantiles } = replayed({ ...replay, factor }, "measured", histogram);
      const random = seededRandom(seed);
      const drawn = Array.from({ length: 20_000 }, () => drawFrom(quantiles, random)).sort((a, b) => a - b);
      for (const share of [0.5, 0.9, 0.95, 0.99]) {
        const ms = exactQuantile(measured, share) * factor;
        const delay = drawFrom(quantiles, () => share);
        // The toxic's points have whole microseconds.
        assert.ok(Math.abs(delay - ms) <= ms * 0.01 + 0.002 * (1 + factor), `${delay} ms at ${share}, for ${ms} ms`);
        const below = drawn.filter((one) => one < delay * 0.9999).length / drawn.length;
        const upTo = drawn.filter((one) => one <= delay * 1.0001).length / drawn.length;
        assert.ok(below <= share + 0.015 && upTo >= share - 0.015, `${below} to ${upTo} have what ${share} should`);
      }
    });
    fc.assert(property, { numRuns: 30 });
  });

  it("is told in words, with what its run was when it was read", () => {
    const histogram = new Histogram();
    for (let ms = 1; ms <= 100; ms++) histogram.record(ms);
    const does = (latencyKeys: object) => latency.explain({ ...parsed, latency: latencyKeys } as never).does;
    const parsed = schema.parse({ type: "latency", on: "a -> b", latency: "1ms" });
    assert.equal(
      does(replayed({ ...replay, factor: 2 }, "measured", histogram)),
      "adds 2 x what a -> b took in the fault phase of run measured, 100 calls (p50 100ms, p95 190ms, p99 198ms), to all answers",
    );
    assert.equal(
      does({ like: "measured", phase: "baseline", factor: 1 }),
      "adds what it took in the baseline phase of an earlier run to all answers",
    );
  });

  it("is refused where it doesn't say what is replayed", () => {
    const refused: readonly (readonly [keys: object, message: RegExp])[] = [
      [{ latency: { like: "x" } }, /baseline.*recovery/],
      [{ latency: { like: "x", phase: "down" } }, /baseline.*recovery/],
      [{ latency: { like: "x", phase: "fault", edge: "a" } }, /an edge is caller -> callee/],
      [{ latency: { like: "x", phase: "fault", factor: 0 } }, /too_small/],
      [{ latency: { like: "x", phase: "fault" }, jitter: "1ms" }, /leave jitter and distribution out/],
    ];
    for (const [keys, message] of refused) assert.match(JSON.stringify(read(keys).error?.issues), message);
  });
});

/** The duration, by nearest rank, that a share of those that were recorded don't exceed. */
function exactQuantile(measured: readonly (readonly [exponent: number, count: number])[], share: number): number {
  const all = measured.flatMap(([exponent, count]) => Array.from({ length: count }, () => 10 ** exponent));
  return all.sort((a, b) => a - b)[Math.max(1, Math.ceil(share * all.length * (1 - Number.EPSILON))) - 1] ?? 0;
}
