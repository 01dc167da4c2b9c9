import assert from "node:assert/strict";
import { test } from "node:test";
import { Markup } from "../../src/report/html/markup.ts";
import { connectionsPart } from "../../src/report/html/sections/connections.ts";
import { handshakeLines } from "../../src/report/terminal/handshakes.ts";
import { statsOf } from "../judge/history/make.ts";
import { simulatedPlan } from "../run/simulated-plan.ts";
import { guarded } from "./samples/results.ts";

const EDGE = "checkout -> pricing";
const protocols = { tls: 12, "http/1": 1_300 };
const phases = {
  baseline: statsOf({ handshakes: { total: 1_300, failed: 0, p50Ms: 1, p95Ms: 3, maxMs: 9 }, protocols }),
  fault: statsOf({ handshakes: { total: 200, failed: 200 }, protocols }),
  recovery: statsOf({ protocols }),
};
const signals = { shoppers: { baseline: statsOf() }, [EDGE]: phases };
const plan = simulatedPlan();
const told = {
  ...plan,
  experiment: {
    ...plan.experiment,
    edges: [{ edge: { caller: "checkout", callee: "pricing" }, tls: { terminate: true } as const }],
  },
};

test("a terminal has a line on the handshakes of each edge that had some", () => {
  const [line, ...others] = handshakeLines(signals, 200).map((spans) => spans.map(({ text }) => text).join(""));
  assert.equal(
    line,
    "TLS       checkout -> pricing: 1,300 → 200 → 0 handshakes, failed 0 % → 100 % → –, p50 1 ms → – → –, p95 3 ms → – → –",
  );
  assert.deepEqual(others, []);
  assert.deepEqual(handshakeLines(guarded.signals, 200), []);
});

test("a page has what connections carried, their handshakes where there were any, and what the experiment says", () => {
  const part = connectionsPart({ ...guarded, signals }, told);
  assert.ok(part instanceof Markup);
  assert.match(
    part.text,
    /<th scope="row">checkout -&gt; pricing<\/th>.*1,300 of http\/1, 12 of tls.*1,300 → 200 → 0/s,
  );
  assert.match(part.text, /TLS ends at the proxy, with a certificate of the run/);
  const bare = connectionsPart({ ...guarded, signals: { [EDGE]: { baseline: statsOf({ protocols }) } } }, plan);
  assert.ok(bare instanceof Markup);
  assert.doesNotMatch(bare.text, /handshakes|<ul/);
  assert.equal(connectionsPart(guarded, plan), undefined);
});
