import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { FaultTarget } from "../../../src/files/experiment/fault-spec.ts";
import { findOrigin, type Observed } from "../../../src/judge/history/origin.ts";
import type { ByPhase, Degradation, Origin } from "../../../src/judge/history/result.ts";
import type { Standing } from "../../../src/judge/history/standing.ts";
import { simulatedPlan } from "../../run/simulated-plan.ts";
import { edgeOf, slowStats, statsOf } from "./make.ts";

const names = [
  "gateway -> checkout",
  "checkout -> pricing",
  "checkout -> inventory",
  "order -> checkout",
  "notification -> order",
];
const AS_BEFORE: Standing = { is: "as before" };
const UNKNOWN: Standing = { is: "unknown", why: "a baseline of 20 s instead of 6 s would tell" };
const healthy: ByPhase = { baseline: statsOf({ amplification: 1 }), fault: statsOf({ amplification: 1 }) };
const never: ByPhase = { baseline: statsOf({ started: 0 }), fault: statsOf({ started: 0 }) };

interface Given extends Partial<Observed> {
  /** By signal, after how many ms it degraded. */
  readonly onsetsMs?: Readonly<Record<string, number>>;
  readonly others?: Readonly<Record<string, Standing>>;
  readonly figures?: Readonly<Record<string, ByPhase>>;
  readonly on?: string;
}

const loads = simulatedPlan().experiment.loads;

function originOf({ onsetsMs = {}, others = {}, figures = {}, on, ...given }: Given): Origin | null {
  const degradations: Degradation[] = Object.entries(onsetsMs)
    .map(([signal, afterMs]) => ({ signal, afterMs, evidence: "" }))
    .sort((a, b) => a.afterMs - b.afterMs);
  const standings = new Map<string, Standing>(["shoppers", ...names].map((name) => [name, AS_BEFORE]));
  for (const [name, standing] of Object.entries(others)) standings.set(name, standing);
  for (const name of Object.keys(onsetsMs)) standings.set(name, { is: "degraded", fromMs: 0, toMs: 5000 });
  const stats = Object.keys(onsetsMs).map((name) => [name, { baseline: healthy.baseline, fault: slowStats }] as const);
  const signals = Object.fromEntries([...names.map((name) => [name, healthy] as const), ...stats]);
  return findOrigin({
    loads,
    edges: names.map(edgeOf),
    standings,
    degradations,
    signals: { ...signals, ...figures } as Readonly<Record<string, ByPhase>>,
    services: { checkout: healthy, order: healthy, gateway: healthy },
    targets: on === undefined ? [] : [targetOf(on)],
    ...given,
  });
}

function targetOf(name: string): FaultTarget {
  return name.includes(" -> ") ? { kind: "edge", ...edgeOf(name) } : { kind: "service", service: name };
}

function named(origin: Origin | null): string | null {
  if (origin === null) return null;
  return origin.kind === "edge" ? origin.edge : origin.kind === "service" ? `${origin.service} itself` : origin.kind;
}

const cascade = { shoppers: 100, "gateway -> checkout": 50, "order -> checkout": 100, "checkout -> pricing": 300 };

describe("the origin of a degradation", () => {
  test("is the edge whose callee calls nothing slow, though its callers were seen to degrade before it", () => {
    const origin = originOf({ onsetsMs: cascade, on: "checkout -> pricing" });
    assert.equal(named(origin), "checkout -> pricing");
    assert.match(origin?.evidence[0] ?? "", /p50 38 ms -> 380 ms, p95 60 ms -> 600 ms, errors 0 %/);
    assert.ok(origin?.evidence.includes("pricing calls nothing itself"));
    assert.ok(!origin?.evidence.join().includes("the fault itself"));
  });

  test("counts both arms of a load that leads to it among what does", () => {
    const arms = { "shoppers.treated": 100, "shoppers.control": 200 };
    const evidence = originOf({ onsetsMs: { ...cascade, ...arms } })?.evidence.join("\n") ?? "";
    assert.match(evidence, /^what leads to it suffered, too: .*shoppers\.treated, .*shoppers\.control/m);
    assert.doesNotMatch(evidence, /don't lead to it/);
  });

  test("says what else the fault was on, where the evidence doesn't point there", () => {
    const origin = originOf({ onsetsMs: cascade, on: "checkout -> inventory" });
    assert.equal(named(origin), "checkout -> pricing");
    assert.match(origin?.evidence.join("\n") ?? "", /^the fault itself was on checkout -> inventory$/m);
  });

  test("is a service that all who call it found slow, and that calls nothing slow", () => {
    const onsetsMs = {
      shoppers: 100,
      "gateway -> checkout": 200,
      "order -> checkout": 100,
      "notification -> order": 150,
    };
    const origin = originOf({ onsetsMs });
    assert.equal(named(origin), "checkout itself");
    assert.ok(origin?.evidence.includes("checkout -> pricing, checkout -> inventory stayed as before"));
    const { "order -> checkout": _, ...oneWay } = onsetsMs;
    assert.equal(
      named(originOf({ onsetsMs: { "gateway -> checkout": oneWay["gateway -> checkout"] } })),
      "gateway -> checkout",
    );
  });

  test("is the service that the fault is on, though only one calls it", () => {
    assert.equal(named(originOf({ onsetsMs: cascade, on: "pricing" })), "pricing itself");
    const alone = originOf({ onsetsMs: cascade, on: "gateway" });
    assert.equal(named(alone), "checkout -> pricing");
    assert.match(alone?.evidence.join("\n") ?? "", /nothing else calls pricing: it can't be told from pricing itself/);
  });

  test("is on no edge that is measured where something beneath isn't: a paused database", () => {
    const onsetsMs = { shoppers: 100, "gateway -> checkout": 200 };
    const figures = { "checkout -> pricing": never };
    const origin = originOf({ onsetsMs, figures, on: "pricing" });
    assert.equal(named(origin), "not-measured");
    assert.match(origin?.evidence.join("\n") ?? "", /checkout -> pricing: no call was seen on it at all/);
    assert.match(origin?.evidence.join("\n") ?? "", /the fault itself was on pricing/);
    assert.equal(named(originOf({ onsetsMs, figures, on: "gateway -> checkout" })), "gateway -> checkout");
  });

  test("doesn't say of an edge that was down that it stayed as before", () => {
    const down: ByPhase = {
      baseline: healthy.baseline ?? statsOf(),
      fault: statsOf({ started: 4, amplification: 0.04 }),
    };
    const origin = originOf({
      onsetsMs: { shoppers: 100, "gateway -> checkout": 200 },
      others: { "checkout -> pricing": { is: "unknown", why: "too few requests in the fault phase to judge by" } },
      figures: { "checkout -> pricing": down },
      on: "checkout -> pricing",
    });
    assert.equal(named(origin), "not-measured");
    const evidence = origin?.evidence.join("\n") ?? "";
    assert.match(evidence, /checkout -> pricing: hardly a call was seen .* \(0.04 calls a request instead of 1\)/);
    assert.match(evidence, /^checkout -> inventory stayed as before$/m);
  });

  test("isn't pinned where what is beneath could not be judged, or did worse by less", () => {
    const onsetsMs = { "gateway -> checkout": 200 };
    for (const standing of [UNKNOWN, { is: "shifted" }] as const) {
      assert.equal(named(originOf({ onsetsMs, others: { "checkout -> pricing": standing } })), "not-measured");
    }
  });

  test("of two that have nothing to do with each other is the one that the fault is on, else the first", () => {
    const onsetsMs = { "checkout -> inventory": 900, "checkout -> pricing": 300, "gateway -> checkout": 300 };
    const first = originOf({ onsetsMs });
    assert.equal(named(first), "checkout -> pricing");
    assert.match(first?.evidence.join("\n") ?? "", /and don't lead to it: checkout -> inventory/);
    assert.equal(named(originOf({ onsetsMs, on: "checkout -> inventory" })), "checkout -> inventory");
  });

  test("is none when nothing degraded", () => {
    assert.equal(originOf({}), null);
  });

  test("of a slow load is the service that it calls, if all that this calls is well", () => {
    assert.equal(named(originOf({ onsetsMs: { shoppers: 100 } })), "gateway itself");
    assert.equal(
      named(originOf({ onsetsMs: { shoppers: 100 }, others: { "gateway -> checkout": UNKNOWN } })),
      "not-measured",
    );
  });

  test("of a slow load where no edge is measured is said to be unseen, with what would measure it", () => {
    const edgesUnseen = { why: "Toxiproxy doesn't measure edges", instead: "`proxy: brownout` does" };
    const origin = originOf({ onsetsMs: { shoppers: 100 }, edgesUnseen });
    assert.equal(named(origin), "not-measured");
    assert.match(origin?.evidence.join("\n") ?? "", /Toxiproxy doesn't measure edges; `proxy: brownout` does/);
  });
});
