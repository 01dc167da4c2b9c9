import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { example, parse, refusalOf } from "./stand-ins.ts";

const prometheus = "prometheus: http://127.0.0.1:9090";

/** The example with signals, and an expectation in place of one of its own. */
function withSignals(signals: string, expectation = "shoppers.error_rate < 1%"): string {
  const text = example.replace(/^phases:/m, () => `signals:\n  ${signals}\n\nphases:`);
  return text.replace("- shoppers.recovery < 10s", () => `- ${expectation}`);
}

describe("signals", () => {
  test("are read with defaults, and criteria may speak of them", () => {
    const text = withSignals(
      `checkout_errors: { ${prometheus}/prom/, query: "sum(rate(errors_total[5s]))" }`,
      "checkout_errors.value < 5 over 20s",
    );
    const { signals, expect } = parse(text);
    assert.deepEqual(signals, [
      {
        name: "checkout_errors",
        url: "http://127.0.0.1:9090/prom",
        query: "sum(rate(errors_total[5s]))",
        everyMs: 1000,
        staleAfterMs: 15_000,
      },
    ]);
    const criterion = expect.find(({ metric }) => metric.kind === "value");
    assert.deepEqual(criterion, {
      text: "checkout_errors.value < 5 over 20s",
      signal: { kind: "sampled", name: "checkout_errors" },
      metric: { kind: "value" },
      comparison: "<",
      limit: 5,
      overMs: 20_000,
    });
  });

  test("have a pace and an age of their own", () => {
    const [counted] = parse(withSignals("ready: { kubernetes: ready-replicas, of: pricing }")).signals ?? [];
    assert.deepEqual(counted, {
      name: "ready",
      count: "ready-replicas",
      service: "pricing",
      everyMs: 1000,
      staleAfterMs: 15_000,
    });
    const [signal] = parse(withSignals(`e: { ${prometheus}, query: up, every: 5s, stale-after: 1m }`)).signals ?? [];
    assert.equal(signal?.everyMs, 5000);
    assert.equal(signal?.staleAfterMs, 60_000);
  });

  test("are of a service's own metrics page, too", () => {
    const [signal] = parse(withSignals(`breaker: { metric: 'state{to="open"}', of: pricing }`)).signals ?? [];
    const sampling = { name: "breaker", everyMs: 1000, staleAfterMs: 15_000 };
    assert.deepEqual(signal, { ...sampling, metric: 'state{to="open"}', service: "pricing" });
  });

  test("are alerts, too, which fire some time after the fault went in", () => {
    const { signals, expect } = parse(withSignals(`storm: { ${prometheus}, alert: RetryStorm }`, "storm.fires < 10s"));
    const sampling = { name: "storm", everyMs: 1000, staleAfterMs: 15_000 };
    assert.deepEqual(signals, [{ ...sampling, url: "http://127.0.0.1:9090", alert: "RetryStorm" }]);
    assert.deepEqual(
      expect.find(({ metric }) => metric.kind === "fires"),
      {
        text: "storm.fires < 10s",
        signal: { kind: "sampled", name: "storm" },
        metric: { kind: "fires" },
        comparison: "<",
        limit: 10_000,
      },
    );
  });

  const cases: readonly (readonly [signals: string, expectation: string | undefined, problem: RegExp])[] = [
    [`errors: { ${prometheus} }`, undefined, /signals\.errors\.query: found nothing/],
    ["errors: { query: up }", undefined, /signals\.errors\.prometheus: found nothing/],
    ["errors: { prometheus: 'localhost:9090', query: up }", undefined, /expected the base URL of a Prometheus server/],
    ["errors: { prometheus: 'file:///etc', query: up }", undefined, /expected the base URL/],
    ["errors: { prometheus: 'http://a:b@host', query: up }", undefined, /no user and no password/],
    ["errors: { prometheus: 'http://host/?x=1', query: up }", undefined, /nothing after the path/],
    [`errors: { ${prometheus}, query: up, every: 15s }`, undefined, /stale-after: must be longer than every/],
    [`errors: { ${prometheus}, query: up, every: 10ms }`, undefined, /every: found 10ms; the least .* 100ms/],
    [`errors: { ${prometheus}, query: up, step: 1s }`, undefined, /unknown key/],
    ["ready: { kubernetes: ready-replicas }", undefined, /signals\.ready\.of: found nothing/],
    ["ready: { kubernetes: pods, of: pricing }", undefined, /found "?pods.*ready-replicas/],
    [`ready: { kubernetes: restarts, of: pricing, ${prometheus} }`, undefined, /prometheus: has no place here/],
    ["storm: { alert: RetryStorm }", undefined, /signals\.storm\.prometheus: found nothing/],
    [`storm: { ${prometheus}, alert: retry storm }`, undefined, /the name of an alerting rule/],
    [`storm: { ${prometheus}, alert: Storm, query: up }`, undefined, /query: has no place here/],
    [`storm: { ${prometheus}, alert: Storm }`, "storm.fires < 10", /a duration is a number with its unit/],
    [`storm: { ${prometheus}, alert: Storm }`, "storm.fires < 10s over 5s", /"over" has no meaning/],
    ["breaker: { metric: state }", undefined, /signals\.breaker\.of: found nothing/],
    ["breaker: { metric: 'sum(state)', of: pricing }", undefined, /a metric is its name, with labels/],
    ["breaker: { metric: state, of: pricin }", undefined, /no service "pricin"; did you mean "pricing"/],
    ["breaker: { metric: state, of: pricing, query: up }", undefined, /query: has no place here/],
    [`Errors: { ${prometheus}, query: up }`, undefined, /a name has lower-case words/],
    [`shoppers: { ${prometheus}, query: up }`, undefined, /signals\.shoppers: there is a load "shoppers" too/],
    [`errors: { ${prometheus}, query: up }`, "erors.value < 5", /there is no signal "erors"; did you mean "errors"\?/],
    [`errors: { ${prometheus}, query: up }`, "errors.p95 < 5s", /"errors" is one of "signals".*errors\.value/],
    [
      `errors: { ${prometheus}, query: up }`,
      "shoppers.value < 5",
      /"shoppers" is a load, and value and fires are metrics of/,
    ],
    [`errors: { ${prometheus}, query: up }`, "errors.value < 5 over 31s", /needs 31s, but the fault phase lasts 30s/],
  ];
  for (const [signals, expectation, problem] of cases) {
    test(`${signals}${expectation === undefined ? "" : `, ${expectation}`}`, () => {
      const found = refusalOf(withSignals(signals, expectation));
      assert.match(found, problem);
      assert.equal(found.split("\n").length, 1, found);
    });
  }
});

test("a signal has no name that a step of a load has", () => {
  const text = withSignals(`shoppers-pay: { ${prometheus}, query: up }`).replace(
    "request: POST gateway/checkout",
    "steps: [{ name: pay, request: POST gateway/checkout }]",
  );
  assert.match(
    refusalOf(text),
    /signals\.shoppers-pay: there is a signal shoppers-pay of the steps of load "shoppers" too/,
  );
});

test("the page's example is right", () => {
  const page = readFileSync(new URL("../../../docs/signals.md", import.meta.url), "utf8");
  const [, snippet = ""] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  const rest = example.split(/^(?=[a-z][a-z-]*:)/m).filter((part) => !/^(steady-state|abort|expect):/.test(part));
  assert.equal(parse(`${rest.join("")}\n${snippet}`).signals?.length, 2);
});
