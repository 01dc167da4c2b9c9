import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Behaviour, PolicySpec } from "../../../src/files/graph/behaviour.ts";
import type { Graph } from "../../../src/files/graph/graph.ts";
import { parseGraph, UnknownVariantError } from "../../../src/files/graph/parse-graph.ts";
import { ProblemsError } from "../../../src/files/yaml/problem.ts";
import { edgeName } from "../../../src/values/edge-name.ts";

const path = "fixtures/graphs/checkout.yaml";
const checkout = readFileSync(path, "utf8");

function parse(text: string, variant?: string): Graph {
  return parseGraph({ path: "graph.yaml", text }, variant);
}

function behaviourOf(graph: Graph, service: string): Behaviour {
  return graph.services.find(({ name }) => name === service)?.behaviour as Behaviour;
}

/** The policy that a service gets by this text. */
function policyOf(text: string): PolicySpec | undefined {
  const web = `{ routes: { GET /: { calls: [GET db/] } }, dependencies: { db: ${text} } }`;
  const graph = parse(`{ name: shop, services: { web: ${web}, db: { routes: { GET /: {} } } } }`);
  return behaviourOf(graph, "web").dependencies.db;
}

/** Finds what is wrong with a text, a line each. */
function problemsOf(text: string, variant?: string): readonly string[] {
  try {
    parse(text, variant);
  } catch (error) {
    assert.ok(error instanceof ProblemsError, String(error));
    return error.message.split("\n");
  }
  return [];
}

describe("the demo graph", () => {
  test("has the edges that the demo is about", () => {
    assert.deepEqual(parse(checkout, "protected").edges.map(edgeName), [
      "gateway -> checkout",
      "order-history -> order",
      "notification -> order",
      "order -> checkout",
      "checkout -> pricing",
      "checkout -> inventory",
      "checkout -> user",
    ]);
  });

  test("unprotected: one long timeout, immediate retries, and nothing else", () => {
    const { dependencies } = behaviourOf(parse(checkout, "unprotected"), "checkout");
    assert.deepEqual(dependencies, {
      pricing: { timeoutMs: 3_000, retry: { count: 3, backoffMs: 0, jitter: 0 } },
      inventory: {},
      user: {},
    });
  });

  test("protected: a timeout of twice the p99 for each dependency, and the patterns on pricing", () => {
    const graph = parse(checkout, "protected");
    const { dependencies } = behaviourOf(graph, "checkout");
    for (const callee of ["pricing", "inventory", "user"]) {
      assert.equal(dependencies[callee]?.timeoutMs, 2 * (behaviourOf(graph, callee).work?.p99Ms ?? 0), callee);
    }
    assert.deepEqual(dependencies.pricing, {
      timeoutMs: 300,
      retry: { count: 2, backoffMs: 100, jitter: 0.5 },
      breaker: { failures: 5, openForMs: 10_000 },
      bulkhead: { limit: 20, queue: 0 },
      fallback: { kind: "cache" },
    });
    assert.equal(dependencies.inventory?.bulkhead?.limit, 30);
  });

  test("runs its three calls of a checkout in parallel", () => {
    const { steps } = behaviourOf(parse(checkout, "protected"), "checkout").routes["POST /checkout"] ?? {};
    assert.deepEqual(
      steps?.map((step) => step.map(({ callee }) => callee)),
      [["pricing", "inventory", "user"]],
    );
  });
});

describe("a variant", () => {
  const text = `
name: shop
services:
  web:
    pool: { workers: 5, queue: 5 }
    connections: { limit: 9 }
    deadline: 2s
    routes: { GET /: { calls: [GET db/] } }
    dependencies: { db: { timeout: 1s, bulkhead: { limit: 3 } } }
  db:
    work: { p50: 1ms, p95: 2ms, p99: 3ms, capacity: 4 }
    routes: { GET /: {} }
variants:
  small: { services: { web: { replicas: 3, deadline: 1s, connections: { limit: 8 }, dependencies: { db: { retry: { count: 1 } } } } } }
  plain: { services: {} }
`;

  test("replaces parts as a whole and leaves the others", () => {
    const graph = parse(text, "small");
    assert.equal(graph.variant, "small");
    assert.equal(graph.services[0]?.replicas, 3);
    assert.deepEqual(behaviourOf(graph, "web").pool, { workers: 5, queue: 5 });
    assert.deepEqual(behaviourOf(graph, "web").connections, { limit: 8 });
    assert.deepEqual(behaviourOf(parse(text, "plain"), "web").connections, { limit: 9 });
    assert.equal(behaviourOf(graph, "web").deadlineMs, 1_000);
    assert.equal(behaviourOf(parse(text, "plain"), "web").deadlineMs, 2_000);
    assert.equal(behaviourOf(graph, "db").connections, undefined);
    assert.deepEqual(behaviourOf(graph, "web").dependencies, { db: { retry: { count: 1, backoffMs: 0, jitter: 0 } } });
    assert.deepEqual(behaviourOf(parse(text, "plain"), "web").dependencies, {
      db: { timeoutMs: 1_000, bulkhead: { limit: 3, queue: 0 } },
    });
  });

  test("must be one that the file has, and must be named", () => {
    assert.throws(
      () => parse(text, "smal"),
      (error: unknown) => error instanceof UnknownVariantError && error.suggestion === "small",
    );
    assert.throws(() => parse(text), UnknownVariantError);
    assert.throws(() => parse(text, "toString"), UnknownVariantError);
    const pair = readFileSync("fixtures/graphs/pair.yaml", "utf8");
    assert.throws(() => parse(pair, "small"), UnknownVariantError);
    assert.equal("variant" in parse(pair), false);
  });

  test("is checked even when another one is asked for", () => {
    assert.deepEqual(problemsOf(text.replace("services: {} }", "services: { wbe: {} } }"), "small"), [
      'graph.yaml:15:24 variants.plain.services.wbe: no service "wbe"; did you mean "web"? (allowed: web, db)',
    ]);
  });
});

test("a policy has a breaker by failures in a row, or by error rate", () => {
  assert.deepEqual(policyOf("{ breaker: { failures: 5, open-for: 10s } }"), {
    breaker: { failures: 5, openForMs: 10_000 },
  });
  assert.deepEqual(policyOf("{ breaker: { error-rate: 50%, over: 10s, at-least: 20, open-for: 5s } }"), {
    breaker: { errorRate: 0.5, overMs: 10_000, atLeast: 20, openForMs: 5_000 },
  });
});

test("a policy has one of four fallbacks", () => {
  assert.deepEqual(policyOf("{ fallback: cache }"), { fallback: { kind: "cache" } });
  assert.deepEqual(policyOf("{ fallback: omit }"), { fallback: { kind: "omit" } });
  assert.deepEqual(policyOf("{ fallback: { default: 3 } }"), { fallback: { kind: "default", value: 3 } });
  assert.deepEqual(policyOf("{ fallback: { later: { limit: 1000, every: 100ms } } }"), {
    fallback: { kind: "later", limit: 1_000, everyMs: 100 },
  });
});

test("a policy has a hedge after a time, or after the usual time", () => {
  assert.deepEqual(policyOf("{ hedge: { after: 20ms } }"), { hedge: { afterMs: 20 } });
  assert.deepEqual(policyOf("{ hedge: { after: p95, at-most: 1 } }"), { hedge: { afterMs: "p95", atMost: 1 } });
});

test("a policy may prefer the first replica", () => {
  assert.deepEqual(policyOf("{ prefer: first }"), { prefer: "first" });
});

test("a policy has a flaw only when it is asked for", () => {
  assert.deepEqual(policyOf("{ breaker: { failures: 5, open-for: 10s, flawed: lets-all-probe } }"), {
    breaker: { failures: 5, openForMs: 10_000, flawed: "lets-all-probe" },
  });
  assert.deepEqual(policyOf("{ bulkhead: { limit: 3, flawed: waits } }"), {
    bulkhead: { limit: 3, queue: 0, flawed: "waits" },
  });
  assert.deepEqual(policyOf("{ bulkhead: { limit: 3 } }"), { bulkhead: { limit: 3, queue: 0 } });
});

describe("what is wrong with a graph file is said at its place", () => {
  const graph = (services: string) => `name: shop\nservices:\n${services}`;
  const guarded = (policy: string) =>
    graph(
      `  web:\n    routes: { GET /: { calls: [GET db/] } }\n    dependencies: { db: { ${policy} } }\n  db:\n    routes: { GET /: {} }\n`,
    );
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      "a callee that isn't there",
      graph("  web:\n    routes: { GET /: { calls: [GET dp/] } }\n  db:\n    routes: { GET /: {} }\n"),
      ['graph.yaml:4:32 services.web.routes["GET /"].calls[0]: no service "dp"; did you mean "db"? (allowed: web, db)'],
    ],
    [
      "a route that the callee hasn't",
      graph("  web:\n    routes: { GET /: { calls: [GET db/rows] } }\n  db:\n    routes: { GET /row: {} }\n"),
      [
        'graph.yaml:4:32 services.web.routes["GET /"].calls[0]: db has no route "GET /rows"; did you mean "GET /row"? (allowed: GET /row)',
      ],
    ],
    [
      "a policy for a service that is never called",
      graph("  web:\n    routes: { GET /: {} }\n    dependencies: { db: {} }\n  db:\n    routes: { GET /: {} }\n"),
      ['graph.yaml:5:21 services.web.dependencies.db: web never calls "db"'],
    ],
    [
      "a service that calls itself",
      graph("  web:\n    routes: { GET /: { calls: [GET web/] } }\n"),
      ['graph.yaml:4:32 services.web.routes["GET /"].calls[0]: services call each other in a circle: web -> web'],
    ],
    [
      "a circle of three",
      graph(
        "  a: { routes: { GET /: { calls: [GET b/] } } }\n  b: { routes: { GET /: { calls: [GET c/] } } }\n  c: { routes: { GET /: { calls: [GET a/] } } }\n",
      ),
      ['graph.yaml:5:35 services.c.routes["GET /"].calls[0]: services call each other in a circle: a -> b -> c -> a'],
    ],
    [
      "too many replicas and none",
      graph("  a: { replicas: 21, routes: {} }\n  b: { replicas: 0, routes: {} }\n"),
      [
        "graph.yaml:3:18 services.a.replicas: found 21; the most is 20",
        "graph.yaml:4:18 services.b.replicas: found 0; the least is 1",
      ],
    ],
    [
      "a name that is no service's",
      graph("  Web: { routes: {} }\n"),
      [
        "graph.yaml:3:3 services.Web: a service's name has lower-case letters, digits and dashes, and begins with a letter",
      ],
    ],
    [
      "an unknown key",
      graph("  web: { rotues: {}, routes: {} }\n"),
      [
        'graph.yaml:3:10 services.web.rotues: unknown key; did you mean "routes"? (allowed: replicas, pool, connections, work, deadline, handshakes, keep-alive, dependencies, polling, env, routes, broker, consumes, command, cwd, port, ready, stop, backing, calls)',
      ],
    ],
    [
      "percentiles that fall",
      graph("  web:\n    work: { p50: 9ms, p95: 2ms, p99: 3ms, capacity: 1 }\n    routes: {}\n"),
      ["graph.yaml:4:11 services.web.work: percentiles must not fall: p50 <= p95 <= p99"],
    ],
    [
      "a duration without a unit",
      graph("  web:\n    work: { p50: 1, p95: 2ms, p99: 3ms, capacity: 1 }\n    routes: {}\n"),
      ["graph.yaml:4:18 services.web.work.p50: found 1; a duration is a number with its unit: 250ms, 2.8s, 1m"],
    ],
    [
      "a breaker by failures and by error rate",
      guarded("breaker: { failures: 5, error-rate: 50%, open-for: 10s }"),
      [
        "graph.yaml:5:36 services.web.dependencies.db.breaker: a breaker opens by its `failures` in a row, or by `error-rate`, `over` and `at-least` together",
      ],
    ],
    [
      "a breaker by half an error rate",
      guarded("breaker: { error-rate: 50%, open-for: 10s }"),
      [
        "graph.yaml:5:36 services.web.dependencies.db.breaker: a breaker opens by its `failures` in a row, or by `error-rate`, `over` and `at-least` together",
      ],
    ],
    [
      "a fallback that there isn't",
      guarded("fallback: cahce"),
      [
        'graph.yaml:5:37 services.web.dependencies.db.fallback: found "cahce"; did you mean "cache"? (allowed: cache, omit)',
      ],
    ],
    [
      "a fallback of another form",
      guarded("fallback: [1]"),
      [
        "graph.yaml:5:37 services.web.dependencies.db.fallback: a fallback is `cache`, `omit`, `{ default: … }` with the value to serve, or `{ later: { limit: 1000, every: 100ms } }`",
      ],
    ],
    [
      "a GET that is to work once",
      graph("  web:\n    routes: { GET /: { once: true }, POST /: { once: true } }\n"),
      [
        'graph.yaml:4:30 services.web.routes["GET /"].once: a GET does no work that could be done twice, and carries no idempotency key',
      ],
    ],
    [
      "ticks of a POST, and of a route that makes calls",
      graph(
        "  web:\n    routes: { POST /: { ticks: 1s }, GET /: { ticks: 1s, calls: [GET db/] } }\n  db: { routes: { GET /: {} } }\n",
      ),
      [
        'graph.yaml:4:32 services.web.routes["POST /"].ticks: a session is opened by a GET',
        'graph.yaml:4:45 services.web.routes["GET /"]: a route with ticks makes no calls, and publishes nothing',
      ],
    ],
    [
      "handshakes that cost nothing known",
      graph("  web:\n    handshakes: { core: 2, per-address: { rate: often, burst: 1 } }\n    routes: { GET /: {} }\n"),
      [
        "graph.yaml:4:5 services.web.handshakes.cpu: found nothing; a duration is a number with its unit: 250ms, 2.8s, 1m",
        "graph.yaml:4:25 services.web.handshakes.core: found 2; a share is above 0 and at most 1, or the same in percent: 0.5, 50%",
        'graph.yaml:4:49 services.web.handshakes.per-address.rate: found "often"; a rate is a number above 0 with its unit: 1/s, 12/m',
      ],
    ],
    [
      "two limits",
      guarded("bulkhead: { limit: 1 }, adaptive: { start: 1, min: 1, max: 2 }"),
      ["graph.yaml:5:25 services.web.dependencies.db: a dependency has a `bulkhead` or an `adaptive` limit, not both"],
    ],
    [
      "a limit that starts outside its bounds",
      guarded("adaptive: { start: 5, min: 6, max: 9 }"),
      ["graph.yaml:5:37 services.web.dependencies.db.adaptive: an adaptive limit starts between its min and max"],
    ],
    [
      "a hedge of no attempts, after nothing",
      guarded("hedge: { after: p59, at-most: 0 }"),
      [
        'graph.yaml:5:43 services.web.dependencies.db.hedge.after: found "p59"; did you mean "p95"? (allowed: p95)',
        "graph.yaml:5:57 services.web.dependencies.db.hedge.at-most: found 0; the least is 1",
      ],
    ],
    [
      "a topic that no broker has",
      graph(
        "  kafka:\n    broker: { topics: { results: {} } }\n  api:\n    routes: { POST /: { publishes: kafka/result } }\n  other:\n    consumes: { from: api/results, group: all }\n",
      ),
      [
        'graph.yaml:6:36 services.api.routes["POST /"].publishes: no topic "kafka/result"; did you mean "kafka/results"? (allowed: kafka/results)',
        'graph.yaml:8:23 services.other.consumes.from: no topic "api/results" (allowed: kafka/results)',
      ],
    ],
    [
      "a broker of two processes",
      graph("  kafka:\n    broker: { topics: {} }\n    replicas: 2\n"),
      ["graph.yaml:5:15 services.kafka.replicas: a broker is one process"],
    ],
    [
      "a broker of two processes in a variant",
      `${graph("  kafka:\n    broker: { topics: {} }\n")}variants:\n  wide: { services: { kafka: { replicas: 2 } } }\n`,
      ["graph.yaml:6:42 variants.wide.services.kafka.replicas: a broker is one process"],
    ],
    [
      "rules of polling in a service that consumes nothing",
      graph("  api:\n    routes: {}\n    polling: { batch: 5 }\n"),
      ["graph.yaml:5:5 services.api.polling: api consumes nothing"],
    ],
    [
      "a service that does nothing",
      graph("  api: {}\n"),
      [
        "graph.yaml:3:8 services.api: a service has a `command`, or of the demo's `routes`, is a `broker`, or `consumes` a topic",
      ],
    ],
    ["no service at all", graph("  {}\n"), ["graph.yaml:3:3 services: a graph has a service"]],
    [
      "more services than anybody wants to start",
      graph(Array.from({ length: 501 }, (_, index) => `  a${index}: { routes: { GET /: {} } }\n`).join("")),
      ["graph.yaml:3:3 services: a graph has 500 services at most: each is a process, or a container"],
    ],
    [
      "so many that the file is too long",
      graph(Array.from({ length: 10_000 }, (_, index) => `  a${index}: { routes: { GET /: {} } }\n`).join("")),
      ["graph.yaml:1:1 the text is longer than 262144 characters"],
    ],
  ];
  for (const [what, text, expected] of cases) {
    test(what, () => assert.deepEqual(problemsOf(text), expected));
  }

  test("all of it at once", () => {
    const text = checkout.replace("limit: 20", "limt: 20").replace("p50: 38ms", "p50: 38").replace("GET /price:", "/:");
    assert.equal(problemsOf(text, "protected").length, 4);
  });
});

describe("any graph", () => {
  /** Services that call only later ones, so that there is no circle. */
  const layers = fc
    .integer({ min: 1, max: 8 })
    .chain((count) =>
      fc.array(fc.array(fc.nat({ max: count - 1 }), { maxLength: 4 }), { minLength: count, maxLength: count }),
    );
  const textOf = (calls: readonly (readonly number[])[]) => {
    const services = calls.map((callees, index) => {
      const later = callees.filter((callee) => callee > index).map((callee) => `GET s${callee}/`);
      return [`s${index}`, { routes: { "GET /": { calls: later } } }];
    });
    return JSON.stringify({ name: "any", services: Object.fromEntries(services) });
  };

  test("without a circle is read: its edges are its calls, each pair once, each with a policy", () => {
    fc.assert(
      fc.property(layers, (calls) => {
        const graph = parse(textOf(calls));
        const names = graph.edges.map(edgeName);
        assert.equal(new Set(names).size, names.length);
        const called = calls.flatMap((callees, index) =>
          callees.filter((callee) => callee > index).map((callee) => `s${index} -> s${callee}`),
        );
        assert.deepEqual(new Set(names), new Set(called));
        for (const { caller, callee } of graph.edges) {
          assert.ok(callee in behaviourOf(graph, caller).dependencies);
        }
      }),
    );
  });

  test("is plain JSON, as the service program is told it", () => {
    fc.assert(
      fc.property(layers, (calls) => {
        const graph = parse(textOf(calls));
        assert.deepEqual(JSON.parse(JSON.stringify(graph)), graph);
      }),
    );
  });
});
