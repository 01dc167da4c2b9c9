import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ExperimentError } from "../../../src/files/experiment/experiment-error.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";
import { Authority } from "../../../src/proxy/certificates/authority.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { UsageError } from "../../../src/values/errors.ts";
import { shopGraph } from "../../support/shop-graph.ts";
import { example, parse } from "./stand-ins.ts";

/** Replaces a part of the example that must be there. */
function changed(...replacements: readonly (readonly [part: string, by: string])[]): string {
  return replacements.reduce((text, [part, by]) => {
    assert.ok(text.includes(part), part);
    return text.replace(part, () => by);
  }, example);
}

/** The error's lines; every problem is one. */
function problemsOf(text: string, ...deps: [Parameters<typeof parse>[1]?]): string[] {
  try {
    parse(text, ...deps);
  } catch (error) {
    assert.ok(error instanceof ExperimentError, String(error));
    assert.equal(error.exitCode, 64);
    assert.equal(error.problems.length, error.message.split("\n").length);
    return error.message.split("\n");
  }
  return [];
}

test("reads the example of the design", () => {
  const { expect, ...rest } = parse(example);
  assert.deepEqual(
    expect.map(({ text }) => text),
    [
      "shoppers.error_rate < 1%",
      "shoppers.p95 < 300ms",
      "shoppers.recovery < 10s",
      "(checkout -> pricing).amplification < 1.5",
    ],
  );
  assert.deepEqual(
    { ...rest, steadyState: rest.steadyState.length, abort: rest.abort.map(({ overMs }) => overMs) },
    {
      name: "pricing-slow",
      title: "Checkout keeps answering when pricing takes 2.8 s instead of 38 ms",
      owner: "checkout",
      tags: ["latency", "checkout"],
      seed: 1,
      system: {
        graph: shopGraph,
        compose: {
          files: ["../docker-compose.yml"],
          existing: false,
          proxy: "toxiproxy",
          variant: "protected",
          edges: {},
        },
        kubernetes: {
          namespace: "shop",
          manifests: [],
          selectors: {},
          reach: { by: "service-proxy" },
          allowNamespace: false,
        },
      },
      loads: [
        {
          name: "shoppers",
          pacing: { kind: "constant", ratePerS: 200 },
          requests: [{ method: "POST", service: "gateway", path: "/checkout", headers: {}, weight: 1 }],
          timeoutMs: 10_000,
          maxInFlight: 10_000,
          failOn: [{ from: 500, to: 599 }],
        },
      ],
      phases: { warmUpMs: 5000, baselineMs: 10_000, faultMs: 30_000, recoveryMs: 20_000 },
      steadyState: 2,
      faults: [
        {
          id: "latency-1",
          type: "latency",
          on: { kind: "edge", caller: "checkout", callee: "pricing" },
          params: { latency: 2800, jitter: 100, stream: "downstream", toxicity: 1 },
          startMs: 0,
          durationMs: 30_000,
          mode: { kind: "all" },
        },
      ],
      abort: [5000, 5000],
      limits: {},
    },
  );
});

test("names everything that is wrong at once, each at its place, in the order of the file", () => {
  const text = changed(
    ["owner:", "ownr:"],
    ["POST gateway", "POST gatewy"],
    ["rate: 200/s", "rate: { poison: 200/s }"],
    ["timeout: 10s", "timeout: 10"],
    ["latency: 2800ms", "latencyy: 2800ms"],
    ["on: checkout -> pricing", "on: checkout -> pricng"],
    ["p99 > 9s", "p99 > 9"],
    ["shoppers.recovery", "shopers.recovery"],
    ["(checkout -> pricing).amp", "(gateway -> pricing).amp"],
  );
  const allowed = "(allowed: gateway, checkout, pricing, inventory)";
  assert.deepEqual(problemsOf(text), [
    'x.yaml:3:1 ownr: unknown key; did you mean "owner"? (allowed: name, title, owner, tags, sources, secrets, seed, system, edges, load, control, signals, phases, steady-state, faults, remedies, abort, expect, limits)',
    `x.yaml:14:19 load.shoppers.request: the graph has no service "gatewy"; did you mean "gateway"? ${allowed}`,
    'x.yaml:15:13 load.shoppers.rate.poison: unknown key; did you mean "poisson"? (allowed: poisson, ramp, steps)',
    "x.yaml:16:14 load.shoppers.timeout: found 10; a duration is a number with its unit: 250ms, 2.8s, 1m",
    "x.yaml:25:5 faults[0].latency: found nothing; a duration is a number with its unit: 250ms, 2.8s, 1m",
    `x.yaml:26:9 faults[0].on: the graph has no service "pricng"; did you mean "pricing"? ${allowed}`,
    'x.yaml:27:5 faults[0].latencyy: unknown key; did you mean "latency"? (allowed: latency, jitter, distribution, stream, toxicity, type, on, start, duration, allow-empty, allow-unreached, mode)',
    'x.yaml:32:20 abort[1]: found "9"; a duration is a number with its unit: 300ms, 2.8s',
    'x.yaml:37:5 expect[2]: there is no load "shopers"; did you mean "shoppers"? (allowed: shoppers)',
    "x.yaml:38:5 expect[3]: the graph has no edge gateway -> pricing (allowed: gateway -> checkout, checkout -> pricing)",
  ]);
});

describe("refuses", () => {
  const fault = ["type: latency", "on: checkout -> pricing"] as const;
  const cases: Record<string, [text: string, problem: RegExp]> = {
    "a document that is no mapping": ["just text", /^x\.yaml:1:1 found "just text"; expected keys with values$/],
    "a misspelt type": [
      changed(["type: latency", "type: latncy"]),
      /25:11 faults\[0\]\.type: found "latncy"; did you mean "latency"\? \(allowed: latency, /,
    ],
    "a missing type": [
      changed(["type: latency\n    on", "on"]),
      /25:5 faults\[0\]\.type: is missing \(allowed: latency/,
    ],
    "a service for a fault of an edge": [
      changed(["on: checkout -> pricing", "on: pricing"]),
      /26:9 faults\[0\]\.on: found "pricing"; latency is put on an edge: caller -> callee; did you mean "checkout -> pricing"\?/,
    ],
    "an edge for a fault of a service": [
      changed([fault[0], "type: kill"], ["    latency: 2800ms\n    jitter: 100ms\n", ""]),
      /26:9 faults\[0\]\.on: found the edge "checkout -> pricing"; kill is done to a service; did you mean "pricing"\?/,
    ],
    "an edge's key on a service": [
      changed(
        ["type: latency", "type: http-abort"],
        ["checkout -> pricing\n    latency: 2800ms\n    jitter: 100ms", "pricing\n    port: 8080\n    share: 10%"],
      ),
      /faults\[0\]\.share: http-abort has share on an edge alone \(caller -> callee\); leave it out$/,
    ],
    "an edge the wrong way round": [
      changed(["on: checkout -> pricing", "on: pricing -> checkout"]),
      /no edge pricing -> checkout; did you mean "checkout -> pricing"\?/,
    ],
    "a duration without unit": [
      changed(["jitter: 100ms", "jitter: 100"]),
      /28:13 faults\[0\]\.jitter: found 100; a duration is a number with its unit/,
    ],
    "a fault that starts too late": [
      changed(["jitter: 100ms", "start: 30s"]),
      /28:12 faults\[0\]\.start: starts at 30s, not inside of the fault phase, which lasts 30s$/,
    ],
    "a fault that ends too late": [
      changed(["jitter: 100ms", "start: 10s\n    duration: 21s"]),
      /29:15 faults\[0\]\.duration: ends at 31s, after the fault phase/,
    ],
    "a load from where none can be sent": [
      changed(["load:\n", "load:\n  from: moon\n"]),
      /load\.from: found "moon" \(allowed: cluster\)$/,
    ],
    "a load from no pods": [
      changed(["load:\n", "load:\n  from: { cluster: { pods: 0 } }\n"]),
      /load\.from\.cluster\.pods: found 0; the least is 1$/,
    ],
    "a way in for a load from inside": [
      changed(["load:\n", "load:\n  from: cluster\n"], ["{ namespace: shop }", "{ reach: port-forward }"]),
      /system\.kubernetes\.reach: port-forward is a way in from outside/,
    ],
    "no faults": [
      changed([example.slice(example.indexOf("faults:"), example.indexOf("abort:")), "faults: []\n"]),
      /faults: found \[\]; the least is 1 item$/,
    ],
    "no expectation": [
      example.slice(0, example.indexOf("expect:")),
      /1:1 expect: is missing; expected a list, whose items begin with a dash$/,
    ],
    "no load": [
      changed([example.slice(example.indexOf("  shoppers:"), example.indexOf("phases:")), "  {}\n"]),
      /load: at least one load is needed/,
    ],
    "a load's name in capitals": [
      example.replaceAll("shoppers", "Shoppers"),
      /13:3 load\.Shoppers: a name has lower-case words/,
    ],
    "request and requests": [
      changed(["timeout: 10s", "requests: [{ request: GET gateway/ }]"]),
      /load\.shoppers: a load has one of request, requests, steps/,
    ],
    "a request without method": [
      changed(["POST gateway", "gateway"]),
      /14:14 load\.shoppers\.request: found the method "gateway\/checkout"/,
    ],
    "a template that is none": [
      changed(["gateway/checkout", "gateway/{{idd}}"]),
      /14:27 load\.shoppers\.request: \{\{idd\}\} is not known/,
    ],
    "a header that is two lines": [
      changed(["timeout: 10s", 'headers: { a: "b\\nc: d" }']),
      /load\.shoppers\.headers\.a: a header's value is one line/,
    ],
    "a header that the client says by itself": [
      changed(["timeout: 10s", "headers: { Transfer-Encoding: chunked }"]),
      /16:16 load\.shoppers\.headers\.Transfer-Encoding: a load can't send this header/,
    ],
    "a status that is none": [
      changed(["timeout: 10s", "fail-on: [6xx]"]),
      /16:15 load\.shoppers\.fail-on\[0\]: found "6xx"; a failure is a status/,
    ],
    "a retry without a count": [
      changed(["timeout: 10s", "retry: { backoff: 1s }"]),
      /16:5 load\.shoppers\.retry\.count: is missing; expected a number$/,
    ],
    "a retry for ever": [
      changed(["timeout: 10s", "retry: { count: 11 }"]),
      /16:21 load\.shoppers\.retry\.count: found 11; the most is 10$/,
    ],
    "a pause without a unit": [
      changed(["timeout: 10s", "retry: { count: 3, backoff: 100 }"]),
      /16:33 load\.shoppers\.retry\.backoff: found 100; a duration is a number with its unit/,
    ],
    "a jitter above all of the pause": [
      changed(["timeout: 10s", "retry: { count: 3, jitter: 101% }"]),
      /16:32 load\.shoppers\.retry\.jitter: found "101%"; a share is from 0 to 1, or the same in percent/,
    ],
    "a retry on what is no failure": [
      changed(["timeout: 10s", "retry: { count: 3, on: [timeout, tiemout] }"]),
      /16:38 load\.shoppers\.retry\.on\[1\]: found "tiemout"; what is tried again is timeout, connection, a status/,
    ],
    "a retry on nothing": [
      changed(["timeout: 10s", "retry: { count: 3, on: [] }"]),
      /16:28 load\.shoppers\.retry\.on: found \[\]; the least is 1 item$/,
    ],
    "a misspelt key of a retry": [
      changed(["timeout: 10s", "retry: { count: 3, jiter: 5% }"]),
      /16:24 load\.shoppers\.retry\.jiter: unknown key; did you mean "jitter"\? \(allowed: count, backoff, jitter, on\)/,
    ],
    "the attempts of a load that makes one for each request": [
      changed(["shoppers.p95 < 300ms", "shoppers.amplification < 2"]),
      /steady-state\[1\]: shoppers has no `retry`, so that each of its requests is one attempt/,
    ],
    "sessions that say nothing of their messages": [
      changed(["POST gateway", "GET gateway"], ["timeout: 10s", "sessions: { count: 5 }"]),
      /16:5 load\.shoppers\.sessions\.message: is missing/,
    ],
    "a time that no pointer leads to": [
      changed(
        ["POST gateway", "GET gateway"],
        ["timeout: 10s", "sessions: { count: 5, message: { every: 1s, sent-at: sentAt } }"],
      ),
      /load\.shoppers\.sessions\.message\.sent-at: found "sentAt"; a JSON Pointer begins with a slash/,
    ],
    "sessions that are opened by a POST": [
      changed(["timeout: 10s", "sessions: { count: 5, message: { every: 1s, sent-at: /at } }"]),
      /14:14 load\.shoppers\.request: a session is opened by a GET, not by a POST/,
    ],
    "sessions with a retry": [
      changed(
        ["POST gateway", "GET gateway"],
        ["timeout: 10s", "retry: { count: 1 }\n    sessions: { count: 5, message: { every: 1s, sent-at: /at } }"],
      ),
      /16:5 load\.shoppers\.retry: retry has no meaning for sessions; they have sessions\.reconnect/,
    ],
    "more messages that are due than can be looked at": [
      changed(
        ["POST gateway", "GET gateway"],
        ["timeout: 10s", "timeout: 60s\n    sessions: { count: 5000, message: { every: 1s, sent-at: /at } }"],
      ),
      /17:15 load\.shoppers\.sessions: up to 300000 messages could be due at once/,
    ],
    "the connections of a load of requests": [
      changed(["shoppers.p95 < 300ms", "shoppers.attempts < 2/s"]),
      /steady-state\[1\]: shoppers has no `sessions`, whose connections `attempts` counts/,
    ],
    "a rate of nothing": [
      changed(["200/s", "0/s"]),
      /15:11 load\.shoppers\.rate: found "0\/s"; a rate is a number above 0/,
    ],
    "two rates in one": [
      changed(["200/s", "{ poisson: 1/s, ramp: { from: 1/s, to: 2/s, over: 1s } }"]),
      /rate: found poisson and ramp; a rate is/,
    ],
    "a phase that is missing": [changed([", recovery: 20s", ""]), /phases\.recovery: found nothing; a duration/],
    "a phase of a month": [
      changed(["fault: 30s", "fault: 720h"]),
      /phases\.fault: found 720h; the most that is allowed is 24h/,
    ],
    "recovery where it isn't known": [
      changed(["shoppers.p99 > 9s over 5s", "shoppers.recovery > 9s"]),
      /32:5 abort\[1\]: recovery counts from the fault on; only expect/,
    ],
    "a window longer than its phase": [
      changed(["shoppers.p95 < 300ms", "shoppers.p95 < 300ms over 11s"]),
      /steady-state\[1\]: needs 11s, but the baseline phase lasts 10s/,
    ],
    "a limit to what isn't there": [
      `${example}limits: { only: [pricing, checkout -> gateway] }`,
      /39:27 limits\.only\[1\]: the graph has no edge/,
    ],
    "a system of nothing": [
      changed([
        "  graph: ../fixtures/graphs/checkout.yaml\n  variant: protected\n  compose: ../docker-compose.yml\n  kubernetes: { namespace: shop }",
        "  {}",
      ]),
      /system: a system has at least one of graph/,
    ],
    "a number as a name": [changed(["name: pricing-slow", "name: 7"]), /1:7 name: found 7; expected text, in quotes$/],
  };
  for (const [name, [text, problem]] of Object.entries(cases)) {
    test(name, () => {
      const [first, ...others] = problemsOf(text);
      assert.match(first ?? "no problem", problem);
      assert.deepEqual(others, []);
    });
  }
});

describe("the graph", () => {
  test("that can't be read: an error where the file names it", () => {
    const readGraph = () => {
      throw new UsageError({ message: "cannot read g.yaml", hint: "Look there." });
    };
    assert.deepEqual(problemsOf(example, { readGraph }), ["x.yaml:7:10 system.graph: cannot read g.yaml; Look there."]);
  });

  test("that lacks the variant: an error where the file names it", () => {
    const text = "name: g\nservices:\n  gateway: { routes: { GET /: {} } }\nvariants:\n  protectd: { services: {} }\n";
    const [first] = problemsOf(example, { readGraph: (path, variant) => parseGraph({ path, text }, variant) });
    assert.match(first ?? "", /^x\.yaml:8:12 system\.variant: .*no variant "protected"; did you mean "protectd"\?/);
  });

  test("that is wrong itself: its own problems, at their places", () => {
    const text = "name: g\nservises: {}\n";
    const problems = problemsOf(example, { readGraph: (path, variant) => parseGraph({ path, text }, variant) });
    assert.ok(problems.some((problem) => /checkout\.yaml:2:1 servises: unknown key; did you mean/.test(problem)));
    assert.ok(problems.every((problem) => problem.startsWith("../fixtures/graphs/checkout.yaml:")));
  });

  test("that a file doesn't name: services and edges are not checked", () => {
    const text = changed(
      ["  graph: ../fixtures/graphs/checkout.yaml\n  variant: protected\n", ""],
      ["gateway/", "other/"],
    );
    assert.equal(parse(text).system.graph, undefined);
  });

  test("defects of its reader come through as they are", () => {
    const readGraph = () => {
      throw new TypeError("defect");
    };
    assert.throws(() => parse(example, { readGraph }), TypeError);
  });
});

describe("loads", () => {
  const loadOf = (...lines: string[]) => {
    const text = changed([
      "    request: POST gateway/checkout\n    rate: 200/s\n    timeout: 10s\n",
      lines.map((line) => `    ${line}\n`).join(""),
    ]);
    return parse(text).loads[0];
  };

  test("have defaults", () => {
    const { timeoutMs, maxInFlight, failOn } = loadOf("request: GET gateway", "rate: 30/m") ?? {};
    assert.deepEqual([timeoutMs, maxInFlight, failOn], [10_000, 10_000, [{ from: 500, to: 599 }]]);
  });

  test("come from pods of a cluster", () => {
    const originOf = (from: string) => parse(changed(["load:\n", `load:\n  from: ${from}\n`]));
    assert.deepEqual(originOf("cluster").loadFrom, { pods: 2 });
    assert.deepEqual(originOf("{ cluster: { pods: 8, image: shop/brownout:1 } }").loadFrom, {
      pods: 8,
      image: "shop/brownout:1",
    });
    assert.deepEqual(
      originOf("cluster").loads.map(({ name }) => name),
      ["shoppers"],
    );
  });

  test("arrive in four ways", () => {
    const pacing = (rate: string) => loadOf("request: GET gateway/", `rate: ${rate}`)?.pacing;
    assert.deepEqual(pacing("30/m"), { kind: "constant", ratePerS: 0.5 });
    assert.deepEqual(pacing("{ poisson: 5/s }"), { kind: "poisson", ratePerS: 5 });
    assert.deepEqual(pacing("{ ramp: { from: 1/s, to: 9/s, over: 1m } }"), {
      kind: "ramp",
      fromPerS: 1,
      toPerS: 9,
      overMs: 60_000,
    });
    assert.deepEqual(pacing("{ steps: [{ rate: 1/s, for: 2s }, { rate: 3/s, for: 4s }] }"), {
      kind: "steps",
      steps: [
        { ratePerS: 1, forMs: 2000 },
        { ratePerS: 3, forMs: 4000 },
      ],
    });
  });

  test("mix requests; what a request says comes before what its load says", () => {
    const load = loadOf(
      "rate: 1/s",
      "headers: { x-a: load, x-b: load }",
      "body: load",
      "requests:",
      '  - { request: POST gateway/a?b=c, weight: 3, headers: { x-b: own }, body: \'{"id": "{{id}}"}\' }',
      "  - { request: 'GET http://127.0.0.1:9/x/{{int 1 5}}' }",
    );
    assert.deepEqual(load?.requests, [
      {
        method: "POST",
        service: "gateway",
        path: "/a?b=c",
        headers: { "x-a": "load", "x-b": "own" },
        body: '{"id": "{{id}}"}',
        weight: 3,
      },
      {
        method: "GET",
        path: "http://127.0.0.1:9/x/{{int 1 5}}",
        headers: { "x-a": "load", "x-b": "load" },
        body: "load",
        weight: 1,
      },
    ]);
  });

  test("try again as they say", () => {
    const retryOf = (retry: string) => loadOf("request: GET gateway/", "rate: 1/s", `retry: ${retry}`)?.retry;
    assert.deepEqual(retryOf("{ count: 1 }"), {
      count: 1,
      backoffMs: 0,
      jitter: 0,
      on: ["timeout", "connection", { from: 500, to: 599 }],
    });
    const on = "[timeout, connection, 429, 502-504]";
    assert.deepEqual(retryOf(`{ count: 10, backoff: 100ms, jitter: 50%, on: ${on} }`), {
      count: 10,
      backoffMs: 100,
      jitter: 0.5,
      on: ["timeout", "connection", { from: 429, to: 429 }, { from: 502, to: 504 }],
    });
    assert.equal(retryOf("{ count: 1, jitter: 0% }")?.jitter, 0);
    assert.equal("retry" in (loadOf("request: GET gateway/", "rate: 1/s") ?? {}), false);
  });

  test("that try again have attempts for each request", () => {
    const text = changed(
      ["timeout: 10s", "retry: { count: 3 }"],
      ["shoppers.p95 < 300ms", "shoppers.amplification < 2"],
    );
    assert.deepEqual(parse(text).steadyState[1]?.metric, { kind: "amplification" });
  });

  test("say which statuses are failures", () => {
    const load = loadOf("request: GET gateway/", "rate: 1/s", 'fail-on: [5xx, 429, "400-404"]');
    assert.deepEqual(load?.failOn, [
      { from: 500, to: 599 },
      { from: 429, to: 429 },
      { from: 400, to: 404 },
    ]);
  });
});

describe("faults", () => {
  const faults = (...lines: string[]) => {
    const written = "  - type: latency\n    on: checkout -> pricing\n    latency: 2800ms\n    jitter: 100ms\n";
    return parse(changed([written, lines.map((line) => `  ${line}\n`).join("")])).faults;
  };

  test("take the rest of the phase unless they say otherwise, and have ids by their place", () => {
    const specs = faults(
      "- { type: latency, on: checkout->pricing, latency: 1s, start: 10s }",
      "- { type: kill, on: inventory, start: 5s, duration: 2s }",
    );
    assert.deepEqual(
      specs.map(({ id, startMs, durationMs }) => [id, startMs, durationMs]),
      [
        ["latency-1", 10_000, 20_000],
        ["kill-2", 5000, 2000],
      ],
    );
    assert.deepEqual(specs[1]?.on, { kind: "service", service: "inventory" });
    assert.deepEqual(specs[1]?.params, {});
  });

  test("take replicas by mode", () => {
    const mode = (text: string) => faults(`- { type: kill, on: pricing, mode: ${text} }`)[0]?.mode;
    assert.deepEqual(mode("one"), { kind: "one" });
    assert.deepEqual(mode("all"), { kind: "all" });
    assert.deepEqual(mode("{ fixed: 2 }"), { kind: "fixed", count: 2 });
    assert.deepEqual(mode("{ percent: 50 }"), { kind: "percent", percent: 50 });
    const onEdge = faults("- { type: latency, on: checkout -> pricing, latency: 1s, mode: one }");
    assert.deepEqual(onEdge[0]?.mode, { kind: "one" });
  });
});

test("an abort criterion without a window has one of 5 s", () => {
  assert.deepEqual(
    parse(changed(["9s over 5s", "9s"])).abort.map(({ overMs }) => overMs),
    [5000, 5000],
  );
  assert.deepEqual(
    parse(changed(["9s over 5s", "9s over 1s"])).abort.map(({ overMs }) => overMs),
    [5000, 1000],
  );
});

test("limits", () => {
  const { limits } = parse(
    `${example}limits: { max-duration: 5m, max-services: 3, only: [pricing, checkout -> pricing] }`,
  );
  assert.deepEqual(limits, { maxDurationMs: 300_000, maxServices: 3, only: ["pricing", "checkout -> pricing"] });
});

test("a list of criteria without end is refused", () => {
  const many = "  - shoppers.p95 < 1s\n".repeat(10_000);
  assert.match(problemsOf(changed(["steady-state:\n", `steady-state:\n${many}`]))[0] ?? "", /the most is 100 items$/);
});

test("whatever the text, it is an experiment or an ExperimentError", () => {
  const lines = example.split("\n");
  const junk = fc.constantFrom(
    "",
    "  ",
    "x",
    "- ",
    "a: b",
    "{",
    "[1",
    "&a",
    "*a",
    "!!x y",
    `\${X}`,
    "'",
    "__proto__: 1",
    "0",
    "null",
    "load:",
  );
  const edits = fc.array(fc.tuple(fc.nat(lines.length - 1), fc.nat(20), junk, fc.boolean()), {
    minLength: 1,
    maxLength: 4,
  });
  const edited = edits.map((list) => {
    const text = [...lines];
    for (const [line, column, by, cut] of list) {
      const before = text[line] ?? "";
      text[line] = before.slice(0, column) + by + (cut ? "" : before.slice(column));
    }
    return text.join("\n");
  });
  fc.assert(
    fc.property(fc.oneof({ weight: 5, arbitrary: edited }, fc.string({ unit: "binary" })), (text) => {
      for (const problem of problemsOf(text)) assert.match(problem, /^x\.yaml:\d+:\d+ /);
    }),
    { numRuns: 500 },
  );
});

test("edges are said facts of, by their names in the graph", () => {
  const { edges } = parse(`${example}\nedges: { checkout->pricing: { protocol: grpc } }\n`);
  assert.deepEqual(edges, [{ edge: { caller: "checkout", callee: "pricing" }, protocol: "grpc" }]);
  const wrong = problemsOf(`${example}
edges:
  checkout -> pricin: { protocol: http1 }
  checkout: { protocol: http1 }
  checkout -> pricing: { protocol: http3 }
  checkout -> inventory: {}
  gateway -> checkout: { protocol: tcp }
  gateway->checkout: { protocol: tcp }
`);
  assert.equal(wrong.length, 5, wrong.join("\n"));
  for (const [index, words] of [
    /no service "pricin"; .*pricing/,
    /an edge is written `caller -> callee`/,
    /protocol.*"http3"/,
    /nothing is said of it/,
    /something is said of this edge already/,
  ].entries())
    assert.ok(
      wrong.some((line) => words.test(line)),
      `${index}: ${wrong.join("\n")}`,
    );
});

test("an edge's TLS has files that can be used, or it is said what is wrong with them, where they are named", () => {
  const authority = new Authority(systemClock);
  const [own, other] = [authority.issue(["a"]), authority.issue(["b"])];
  const files: Readonly<Record<string, string>> = {
    "own.pem": own.cert,
    "own-key.pem": own.key,
    "other-key.pem": other.key,
    "ca.pem": authority.certificate,
    "text.pem": "no PEM",
  };
  const readText = (path: string) => {
    const text = files[path];
    if (text === undefined) throw new UsageError({ message: `can't read ${path}` });
    return { path: `/files/${path}`, text };
  };
  const withTls = (tls: string) => `${example}\nedges: { checkout -> pricing: { tls: ${tls} } }\n`;
  const pair = "{ terminate: { cert: own.pem, key: own-key.pem }, ca: ca.pem, server-name: a.example }";
  assert.deepEqual(parse(withTls(pair), { readText }).edges?.[0]?.tls, {
    terminate: { cert: "/files/own.pem", key: "/files/own-key.pem" },
    ca: "/files/ca.pem",
    serverName: "a.example",
  });
  for (const [tls, why] of [
    ["{ terminate: { cert: own.pem, key: other-key.pem } }", /other-key.pem is not that of the certificate/],
    ["{ terminate: { cert: text.pem, key: own-key.pem } }", /text.pem is no certificate in PEM/],
    ["{ terminate: { cert: own.pem, key: text.pem } }", /text.pem is no private key in PEM/],
    ["{ terminate: { cert: gone.pem, key: own-key.pem } }", /can't read gone.pem/],
    ["{ terminate: true, ca: own-key.pem }", /own-key.pem is no certificate in PEM/],
    ["{ terminate: true, client-cert: own.pem }", /client-cert and client-key go together/],
    ["{ terminate: false }", /terminate/],
    ["{ terminate: true, insecure: true }", /insecure.*unknown key/],
  ] as const) {
    const [problem = "", ...others] = problemsOf(withTls(tls), { readText });
    assert.deepEqual(others, []);
    assert.match(problem, why);
  }
});
