import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Criterion, WrittenMetric } from "../../../src/files/experiment/criterion.ts";
import { parseCriterion } from "../../../src/files/experiment/parse-criterion.ts";

function parsed(text: string): Omit<Criterion, "text"> {
  const result = parseCriterion(text);
  assert.ok(result.ok, result.ok ? "" : `${result.offset}: ${result.message}`);
  const { text: written, ...rest } = result.criterion;
  assert.equal(written, text.trim());
  return rest;
}

const shoppers = { kind: "load", name: "shoppers" } as const;
const edge = { kind: "edge", caller: "order-history", callee: "order" } as const;

test("reads the criteria of the design", () => {
  assert.deepEqual(parsed("shoppers.error_rate < 1%"), {
    signal: shoppers,
    metric: { kind: "error_rate" },
    comparison: "<",
    limit: 0.01,
  });
  assert.deepEqual(parsed("shoppers.p99 > 9s over 5s for 500ms"), {
    signal: shoppers,
    metric: { kind: "quantile", quantile: 0.99 },
    comparison: ">",
    limit: 9000,
    overMs: 5000,
    forMs: 500,
  });
  assert.deepEqual(parsed("(order-history -> order).amplification<=1.5 for 1m30s"), {
    signal: edge,
    metric: { kind: "amplification" },
    comparison: "<=",
    limit: 1.5,
    forMs: 90_000,
  });
});

test("spaces don't matter", () => {
  assert.deepEqual(
    parsed(" (order-history->order) . rate  >=  200/s "),
    parsed("(order-history -> order).rate >= 200/s"),
  );
});

test("a percentile is the number that was written", () => {
  for (const [word, quantile] of [
    ["p50", 0.5],
    ["p99.9", 0.999],
    ["p99.99", 0.9999],
    ["p7", 0.07],
  ] as const) {
    assert.deepEqual(parsed(`shoppers.${word} < 1s`).metric, { kind: "quantile", quantile });
  }
});

test("reads comparisons of the two arms of a load", () => {
  const treated = { kind: "load", name: "shoppers.treated" } as const;
  const ratio = { signal: treated, metric: { kind: "ratio", quantile: 0.95 }, comparison: "<" } as const;
  assert.deepEqual(parsed("shoppers.treated.p95 < 1.2 x shoppers.control.p95"), { ...ratio, limit: 1.2 });
  assert.deepEqual(parsed("shoppers.treated.p95<1.2x shoppers.control . p95"), { ...ratio, limit: 1.2 });
  assert.deepEqual(parsed("shoppers.treated.p95 < shoppers.control.p95"), { ...ratio, limit: 1 });
  const excess = { metric: { kind: "excess" }, comparison: "<=" } as const;
  const control = { kind: "load", name: "shoppers.control" } as const;
  assert.deepEqual(parsed("shoppers.treated.error_rate <= shoppers.control.error_rate + 1%"), {
    ...excess,
    signal: treated,
    limit: 0.01,
  });
  assert.deepEqual(parsed("shoppers.control.error_rate <= shoppers.treated.error_rate"), {
    ...excess,
    signal: control,
    limit: 0,
  });
  assert.deepEqual(parsed("shoppers.treated.p95 < 300ms over 2s").signal, treated);
});

describe("says what is wrong and where", () => {
  const cases: [text: string, offset: number, message: RegExp, suggestion?: string][] = [
    ["", 0, /expected a signal/],
    ["shoppers", 8, /expected "\." and a metric/],
    ["shoppers.eror_rate < 1%", 9, /unknown metric "eror_rate"/, "error_rate"],
    ["shoppers.constructor < 1%", 9, /unknown metric/],
    ["shoppers.p100 < 1s", 9, /p100 is no percentile/],
    ["shoppers.p0 < 1s", 9, /p0 is no percentile/],
    ["shoppers.p95 300ms", 13, /expected a comparison/],
    ["shoppers.p95 == 300ms", 13, /unknown comparison "=="/],
    ["shoppers.p95 <", 14, /expected a value; a duration/],
    ["shoppers.p95 < 300", 15, /found "300"; a duration is a number with its unit/],
    ["shoppers.error_rate < 0.01", 22, /found "0\.01"; a share is written in percent/],
    ["shoppers.error_rate < 101%", 22, /found "101%"/],
    ["shoppers.rate > 200", 16, /found "200"; a rate is a number with its unit: 200\/s/],
    ["shoppers.in_flight < 1s", 21, /found "1s"; it is a plain number/],
    ["shoppers.p95 < 1s over", 22, /expected a duration after "over"/],
    ["shoppers.p95 < 1s over 5", 23, /found "5"; a duration/],
    ["shoppers.p95 < 1s over 0s", 23, /found "0s"; a duration is a number above 0/],
    ["shoppers.p95 < 1s ovr 5s", 18, /found "ovr" after the end/, "over"],
    ["shoppers.p95 < 1s for 5s over 5s", 25, /found "over" after the end/],
    ["shoppers.recovery < 5s over 1s", 23, /"over" has no meaning/],
    ["(a -> b).recovery < 2s", 9, /recovery is a metric of a load/],
    ["(a -> b).value < 2", 9, /value is a metric of what "signals" lists/],
    ["errors.value < 5%", 15, /found "5%"; it is a plain number: 5, -0\.5, 1e6/],
    ["errors.value < 5s", 15, /found "5s"; it is a plain number/],
    ["errors.value < .5", 15, /found "\.5"/],
    ["errors.value < 1e999", 15, /found "1e999"/],
    ["(a > b).p95 < 2s", 3, /expected "->"/],
    ["(a -> b.p95 < 2s", 7, /expected "\)"/],
    ["( -> b).p95 < 2s", 2, /expected the caller's name/],
    ["a.treated.p95 < 2 x b.control.p95", 20, /with its other arm/, "a.control"],
    ["a.treated.p95 < 2 x a.treated.p95", 20, /with its other arm/, "a.control"],
    ["a.p95 < 2 x a.control.p95", 12, /with its other arm/],
    ["a.treated.p95 < 2 x a.control.p50", 30, /by the same metric/],
    ["a.treated.rate < a.control.rate", 27, /by percentiles and by error_rate/],
    ["a.treated.error_rate < 2 x a.control.error_rate", 23, /compared by their difference/],
    ["a.treated.error_rate < a.control.error_rate + 1s", 46, /found "1s"/],
    ["a.treated.p95 < 2 x a.control.p95 over 5s", 34, /found "over" after the end/],
    ["a.treated.p95 < 2 x 300ms", 25, /and a metric after the signal/],
    ["a.treated < 5", 2, /unknown metric "treated"/],
  ];
  for (const [text, offset, message, suggestion] of cases) {
    test(text || "nothing", () => {
      const result = parseCriterion(text);
      assert.ok(!result.ok);
      assert.equal(result.offset, offset);
      assert.match(result.message, message);
      assert.equal(result.suggestion, suggestion);
    });
  }
});

test("what is printed from a criterion's parts is read as those parts", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4}){0,2}$/);
  const load = name.map((word) => ({ text: word, signal: { kind: "load", name: word } as const }));
  const edge = fc.tuple(name, name).map(([caller, callee]) => ({
    text: `(${caller} -> ${callee})`,
    signal: { kind: "edge", caller, callee } as const,
  }));
  const sampled = fc.stringMatching(/^[a-z][a-z0-9]{0,5}([-_][a-z0-9]{1,4}){0,2}$/).map((word) => ({
    text: word,
    signal: { kind: "sampled", name: word } as const,
  }));
  const length = fc.integer({ min: 1, max: 1e7 });
  const limit = fc.integer({ min: 0, max: 1e6 });
  const ms = limit.map((value) => ({ value, text: `${value}ms` }));
  const metric = (
    kind: Exclude<WrittenMetric["kind"], "quantile">,
    limits: fc.Arbitrary<{ value: number; text: string }>,
  ) => fc.record({ text: fc.constant(kind), metric: fc.constant<WrittenMetric>({ kind }), limit: limits });
  const metrics = fc.oneof(
    metric("mean", ms),
    metric("max", ms),
    metric(
      "rate",
      limit.map((value) => ({ value, text: `${value}/s` })),
    ),
    metric(
      "in_flight",
      limit.map((value) => ({ value, text: `${value}` })),
    ),
    metric(
      "error_rate",
      fc.integer({ min: 0, max: 100 }).map((percent) => ({ value: percent / 100, text: `${percent}%` })),
    ),
    fc.integer({ min: 1, max: 99 }).chain((percent) =>
      fc.record({
        text: fc.constant(`p${percent}`),
        metric: fc.constant<WrittenMetric>({ kind: "quantile", quantile: percent / 100 }),
        limit: ms,
      }),
    ),
  );
  const value = metric(
    "value",
    fc.oneof(
      fc.integer().map((each) => ({ value: each, text: `${each}` })),
      fc.integer({ min: -99, max: 99 }).map((power) => ({ value: Number(`2e${power}`), text: `2e${power}` })),
    ),
  );
  const comparison = fc.constantFrom("<", "<=", ">", ">=");
  const optional = fc.option(length, { nil: undefined });
  fc.assert(
    fc.property(
      fc.oneof(fc.tuple(fc.oneof(load, edge), metrics), fc.tuple(sampled, value)),
      comparison,
      optional,
      optional,
      ([signal, metric], sign, overMs, forMs) => {
        const over = overMs === undefined ? "" : ` over ${overMs}ms`;
        const held = forMs === undefined ? "" : ` for ${forMs}ms`;
        const {
          overMs: readOver,
          forMs: readFor,
          ...rest
        } = parsed(`${signal.text}.${metric.text} ${sign} ${metric.limit.text}${over}${held}`);
        const expected = { signal: signal.signal, metric: metric.metric, comparison: sign, limit: metric.limit.value };
        assert.deepEqual({ ...rest, readOver, readFor }, { ...expected, readOver: overMs, readFor: forMs });
      },
    ),
  );
});

test("no text makes it throw, and a problem is at a place of the text", () => {
  const pieces = fc.constantFrom(
    "shoppers",
    ".",
    "p95",
    "(",
    "a",
    "->",
    ")",
    "<",
    ">=",
    "1s",
    "1%",
    " ",
    "over",
    "for",
  );
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 15 }).map((list) => list.join("")),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const result = parseCriterion(text);
      assert.ok(result.ok || (result.offset >= 0 && result.offset <= text.length));
    }),
    { numRuns: 1000 },
  );
});
