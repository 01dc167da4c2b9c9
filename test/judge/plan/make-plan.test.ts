import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { queryError } from "../../../src/faults/messages/query-error.ts";
import type { Experiment } from "../../../src/files/experiment/experiment.ts";
import { makePlan, PlanError } from "../../../src/judge/plan/make-plan.ts";
import { capabilities, experimentOf, graph, kill, kinds, latency } from "./plan-input.ts";

const planOf = (experiment: Experiment) => makePlan(experiment, capabilities, kinds);

function refusal(experiment: Experiment): string {
  try {
    planOf(experiment);
  } catch (error) {
    assert.ok(error instanceof PlanError);
    assert.equal(error.exitCode, 64);
    return error.message;
  }
  return assert.fail("the plan was not refused");
}

describe("a plan", () => {
  test("says of each fault by what means it is made, what it does, and how it is undone", () => {
    const [fault] = planOf(experimentOf()).faults;
    assert.equal(fault?.means, "toxic in the embedded proxy");
    assert.deepEqual(fault?.explanation, {
      does: "does latency",
      undo: "undoes latency",
      proof: "shows latency",
    });
    assert.deepEqual(fault?.replicas, []);
  });

  test("takes as long as its phases", () => {
    assert.equal(planOf(experimentOf()).totalMs, 65_000);
  });

  test("survives being written to a journal", () => {
    const plan = planOf(
      experimentOf({ faults: [latency, kill], phases: { warmUpMs: 0, baselineMs: 10, faultMs: 10, recoveryMs: 0 } }),
    );
    assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
  });

  test("chooses the same replicas for the same seed, and others for others", () => {
    const choice = (seed: number) => planOf(experimentOf({ seed, faults: [kill, kill] })).faults.map((f) => f.replicas);
    assert.deepEqual(choice(7), choice(7));
    const seen = new Set(Array.from({ length: 50 }, (_, seed) => JSON.stringify(choice(seed))));
    assert.equal(seen.size, 9, "two faults, three replicas each");
  });
});

describe("a plan is refused", () => {
  test("for a fault that the platform can't make, saying why and what would", () => {
    const message = refusal(experimentOf({ faults: [{ ...latency, id: "loss-1", type: "loss" }] }));
    assert.match(message, /loss-1: packet loss needs root; run it as root, or on compose/);
  });

  test("for a fault on messages that its edge is said not to have, saying what would act there", () => {
    const onMessages = kinds.map((kind) => ({ ...kind, protocols: ["http1", "http2"] as const }));
    const edge = { caller: "checkout", callee: "pricing" };
    const refused = experimentOf({ edges: [{ edge, protocol: "redis" }] });
    const why =
      /latency acts on messages of http1, http2, and `edges` says that checkout -> pricing speaks redis; .*bytes/;
    assert.throws(() => makePlan(refused, capabilities, onMessages), why);
    assert.doesNotThrow(() => planOf(refused));
    makePlan(experimentOf({ edges: [{ edge, protocol: "http2" }] }), capabilities, onMessages);
  });

  test("for a fault that acts on another protocol by its keys", () => {
    const edges = [{ edge: { caller: "checkout", callee: "pricing" }, protocol: "redis" as const }];
    const queryFault = (params: object) => experimentOf({ edges, faults: [{ ...latency, params }] });
    const onQueries = kinds.map((kind) => ({ ...kind, protocolsWith: queryError.protocolsWith })) as typeof kinds;
    const why = /latency with these keys acts on messages of postgres, mysql, and `edges` says that .* speaks redis/;
    assert.throws(() => makePlan(queryFault({ sqlstate: "57014" }), capabilities, onQueries), why);
    assert.throws(
      () => makePlan(queryFault({ sqlstate: "40001", errno: 1213 }), capabilities, onQueries),
      /of mysql, and/,
    );
    makePlan(queryFault({ error: "LOADING" }), capabilities, onQueries);
  });

  test("for what is said of an edge whose proxy can't be told, or that isn't there", () => {
    const edges = [{ edge: { caller: "checkout", callee: "pricing" }, protocol: "grpc" as const }];
    const factsOnly = { on: ["gateway -> checkout"], why: "it has no proxy", instead: "give it one" };
    const why = /edges: of checkout -> pricing nothing can be said: it has no proxy; give it one/;
    assert.throws(() => makePlan(experimentOf({ edges }), { ...capabilities, factsOnly }, kinds), why);
    const stranger = [{ edge: { caller: "gateway", callee: "pricing" }, protocol: "grpc" as const }];
    const there = { ...capabilities, graph };
    assert.throws(
      () => makePlan(experimentOf({ edges: stranger }), there, kinds),
      /edges: gateway -> pricing is no edge/,
    );
  });

  test("for a certificate of the run's own that nobody could be told to trust, or that no edge shows", () => {
    const edge = { caller: "checkout", callee: "pricing" };
    const own = experimentOf({ edges: [{ edge, tls: { terminate: true } }] });
    const shows = kinds.map((kind) => ({ ...kind, showsOwnCertificate: () => true }));
    const untold =
      /checkout -> pricing can't show a certificate of the run's own: .*terminate: \{ cert: FILE, key: FILE \}/;
    assert.throws(() => makePlan(own, capabilities, kinds), untold);
    const factsOnly = { on: [], why: "it has no proxy", instead: "give it one" };
    assert.throws(
      () => makePlan(own, { ...capabilities, factsOnly }, kinds),
      ({ message }: Error) => /it has no proxy/.test(message) && !untold.test(message),
    );
    const unmounted = { ...capabilities, authority: { why: "it is far away", instead: "come closer" } };
    assert.throws(() => makePlan(own, unmounted, kinds), /of the run's own: it is far away; come closer/);
    assert.equal(makePlan(own, { ...capabilities, authority: { at: "ca.pem" } }, shows).authorityAt, "ca.pem");
    const theirs = experimentOf({ edges: [{ edge, tls: { terminate: { cert: "c", key: "k" } } }] });
    makePlan(theirs, capabilities, kinds);
    const unmade = /such a certificate is made by the run's own authority, and TLS of checkout -> pricing doesn't end/;
    assert.throws(() => makePlan(theirs, capabilities, shows), unmade);
  });

  test("for a fault that the platform doesn't know, saying what it can make", () => {
    const message = refusal(experimentOf({ faults: [{ ...latency, id: "partition-1", type: "partition" }] }));
    assert.match(message, /partition-1: local can't make "partition"; it can make latency, kill/);
  });

  for (const [what, limits, expected] of [
    ["it takes too long", { maxDurationMs: 60_000 }, /65 s, limits\.max-duration allows 60 s/],
    ["too many services see it", { maxServices: 2 }, /5 services .*pricing.*limits\.max-services allows 2/],
    ["it takes too many replicas", { maxReplicas: 1 }, /take 2 replicas \(kill-2 2\), limits\.max-replicas allows 1/],
    ["it is on what isn't allowed", { only: ["checkout -> inventory"] }, /latency-1 is on checkout -> pricing/],
  ] as const) {
    const faults = [latency, { ...kill, mode: { kind: "fixed", count: 2 } } as const];
    test(`because ${what}`, () => assert.match(refusal(experimentOf({ faults, limits })), expected));
  }

  test("for sessions where none can be kept open", () => {
    const reconnect = { backoffMs: 0, factor: 2, longestMs: 1000, jitter: 0 };
    const sessions = { count: 10, everyMs: 100, sentAt: "/at", handshakeMs: 1000, reconnect };
    const { loads, ...rest } = experimentOf({});
    const experiment = { ...rest, loads: loads.map((load) => ({ ...load, sessions })) };
    assert.doesNotThrow(() => planOf(experiment));
    const refused = () => makePlan(experiment, { ...capabilities, noSessions: "no way for them" }, kinds);
    assert.throws(refused, /load shoppers: no way for them/);
  });

  test("for a load from a cluster's pods, where there are none", () => {
    const experiment = { ...experimentOf({}), loadFrom: { pods: 2 } };
    assert.match(refusal(experiment), /^ {2}load\.from: only a cluster has pods to send the load from;/m);
    assert.doesNotThrow(() => makePlan(experiment, { ...capabilities, sendsLoad: true }, kinds));
  });

  test("with all that is wrong at once", () => {
    const message = refusal(
      experimentOf({
        faults: [kill, { ...latency, id: "loss-2", type: "loss" }],
        limits: { maxDurationMs: 1000, only: ["checkout -> pricing"] },
      }),
    );
    for (const part of [/loss-2/, /max-duration/, /kill-2 is on pricing/]) assert.match(message, part);
  });

  test("because how many replicas it takes isn't known, where they are limited", () => {
    const ownMode = kinds.map((kind) => ({ ...kind, ownMode: true as const }));
    const experiment = experimentOf({ faults: [kill], limits: { maxReplicas: 9 } });
    assert.throws(() => makePlan(experiment, capabilities, ownMode), /how many replicas kill-2 takes isn't known/);
  });

  test("because somebody else may draw too many replicas", () => {
    const drawn = { ...capabilities, faults: { kill: { can: true, means: "", drawnBy: "the mesh" } } } as const;
    const faults = [{ ...kill, mode: { kind: "percent", percent: 50 } } as const];
    const limited = (maxReplicas: number) => makePlan(experimentOf({ faults, limits: { maxReplicas } }), drawn, kinds);
    assert.throws(() => limited(1), /take 2 replicas \(kill-2 2\), limits\.max-replicas allows 1/);
    assert.deepEqual(limited(2).faults[0]?.replicas, []);
  });

  test("not when it is just within its limits", () => {
    const limits = { maxDurationMs: 65_000, maxServices: 5, only: ["pricing", "checkout -> pricing"] };
    assert.equal(planOf(experimentOf({ limits })).faults.length, 1);
  });
});

describe("the recovery window", () => {
  const windowMs = (given: Parameters<typeof experimentOf>[0]) => planOf(experimentOf(given)).recoveryWindowMs;

  test("is two seconds at least", () => {
    assert.equal(windowMs({}), 2000);
  });

  test("is as long as the longest window of steady state", () => {
    assert.equal(windowMs({ steadyState: ["shoppers.p95 < 300ms over 5s", "shoppers.rate > 100/s over 3s"] }), 5000);
  });

  test("is long enough for every criterion to have its samples, and a quarter more", () => {
    assert.equal(windowMs({ steadyState: ["shoppers.p99.9 < 300ms"] }), 6250);
  });

  test("is never longer than the phase, and the plan says so", () => {
    const phases = { warmUpMs: 0, baselineMs: 20_000, faultMs: 1000, recoveryMs: 4000 };
    const plan = planOf(experimentOf({ phases, steadyState: ["shoppers.p99.9 < 300ms"] }));
    assert.equal(plan.recoveryWindowMs, 4000);
    assert.match(plan.warnings.join(), /recovery needs 6\.3 s to be judged and has 4\.0 s/);
  });
});

describe("a warning", () => {
  const warnings = (given: Parameters<typeof experimentOf>[0]) => planOf(experimentOf(given)).warnings;

  test("isn't given without need", () => {
    assert.deepEqual(warnings({ abort: ["shoppers.p99 > 9s over 5s"] }), []);
  });

  for (const [list, text, expected] of [
    ["steadyState", "shoppers.p99.99 < 1s", /takes 50\.0 s .* the baseline has 10\.0 s/],
    ["abort", "shoppers.p99.9 > 1s over 2s", /takes 5\.0 s .* the abort window has 2\.0 s/],
    ["expect", "shoppers.p99.99 < 1s", /takes 50\.0 s .* the fault has 30\.0 s/],
  ] as const) {
    test(`says that a criterion in ${list} will have too few samples`, () => {
      assert.match(warnings({ [list]: [text] }).join("\n"), expected);
    });
  }

  test("says that recovery can't be measured without steady state", () => {
    assert.match(warnings({ steadyState: [] }).join(), /recovery can't be measured/);
  });
});

describe("a fault whose target has no replicas", () => {
  const empty = { ...capabilities, empty: { "kill-2": "pricing is scaled to no pods at all" } };
  const allowed = { ...kill, allowEmpty: true } as const;

  test("is refused", () => {
    assert.throws(
      () => makePlan(experimentOf({ faults: [latency, kill] }), empty, kinds),
      /kill-2: pricing is scaled to no pods at all; scale it up first, or say `allow-empty: true`/,
    );
  });

  test("is left out where it says so, and the plan says why", () => {
    const { faults, leftOut, warnings, experiment } = makePlan(
      experimentOf({ faults: [allowed, latency] }),
      empty,
      kinds,
    );
    assert.deepEqual(
      faults.map(({ id }) => id),
      ["latency-1"],
    );
    assert.deepEqual(experiment.faults, [latency]);
    assert.deepEqual(
      leftOut?.map(({ id }) => id),
      ["kill-2"],
    );
    assert.deepEqual(warnings, ["kill-2 is left out: pricing is scaled to no pods at all"]);
  });

  test("is warned of when it was the last", () => {
    const { warnings } = makePlan(experimentOf({ faults: [allowed] }), empty, kinds);
    assert.match(warnings.join(), /every fault is left out: a run proves nothing/);
  });

  test("is put in all the same where it has some", () => {
    const plan = makePlan(experimentOf({ faults: [allowed] }), capabilities, kinds);
    assert.equal(plan.faults.length, 1);
    assert.equal(plan.leftOut, undefined);
  });
});

describe("a fault on the way to some of an edge's replicas", () => {
  const partial = { ...latency, mode: { kind: "one" } } as const;

  test("takes as many as its mode says, by the seed, where each has a way of its own", () => {
    const faults = { ...capabilities.faults, latency: { can: true, means: "", byReplica: true } } as const;
    const taken = (seed: number) =>
      makePlan(experimentOf({ seed, faults: [partial] }), { ...capabilities, faults }, kinds).faults[0]?.replicas;
    const choices = new Set(Array.from({ length: 40 }, (_, seed) => String(taken(seed))));
    assert.deepEqual([...choices].sort(), ["1", "2", "3"]);
  });

  test("is refused where all have one", () => {
    assert.throws(
      () => planOf(experimentOf({ faults: [partial] })),
      /latency-1: local can't put it on the way to some replicas of pricing and not to the others; leave `mode` out/,
    );
  });
});

test("a mode that asks for more replicas than there are is refused", () => {
  const fixed = (count: number) => experimentOf({ faults: [{ ...kill, mode: { kind: "fixed", count } }] });
  assert.throws(
    () => planOf(fixed(5)),
    /kill-2 is to take 5 replicas of pricing, which has 3: say \{ fixed: 3 \} at most/,
  );
  assert.deepEqual(planOf(fixed(3)).faults[0]?.replicas, [1, 2, 3]);
});
