import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { splitCommand } from "../../../src/files/graph/command-words.ts";
import type { Graph } from "../../../src/files/graph/graph.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";
import { ProblemsError } from "../../../src/files/yaml/problem.ts";
import { edgeName } from "../../../src/values/edge-name.ts";
import { draws } from "../../support/draws.ts";

function parse(services: string, variant?: string): Graph {
  return parseGraph({ path: "shop/graph.yaml", text: `name: shop\nservices:\n${services}` }, variant);
}

/** Finds what is wrong with services, a line each without its file. */
function problemsOf(services: string): readonly string[] {
  try {
    parse(services);
  } catch (error) {
    assert.ok(error instanceof ProblemsError, String(error));
    return error.message.split("\n").map((line) => line.replace(/^shop\/graph\.yaml:/, ""));
  }
  return [];
}

describe("a program in a graph file", () => {
  test("has defaults, and its calls become variables and edges", () => {
    const { services, edges } = parse(
      `  web:
    command: node web.mjs --port {{port}}
    cwd: web
    env: { LOG: 1, STOCK: "{{stock.address}}" }
    calls:
      pricing: { url: PRICING_URL }
      stock: {}
      db: { url: DB_URL, as: "postgres://me@{{db.address}}/shop", host: DB_HOST, port: DB_PORT }
  pricing: { command: [./pricing, "--all"], calls: { web: { address: WEB } } }
  stock: { routes: { GET /: { calls: [GET pricing/any] } } }
  db: { command: "postgres -p {{port}}", backing: true, ready: { log: ready, within: 1m }, stop: { signal: SIGINT } }`,
    );
    assert.deepEqual(edges.map(edgeName), [
      "web -> pricing",
      "web -> stock",
      "web -> db",
      "pricing -> web",
      "stock -> pricing",
    ]);
    assert.deepEqual(services[0], {
      name: "web",
      replicas: 1,
      program: {
        command: ["node", "web.mjs", "--port", "{{port}}"],
        cwd: "shop/web",
        env: {
          PRICING_URL: "{{pricing.url}}",
          DB_URL: "postgres://me@{{db.address}}/shop",
          DB_HOST: "{{db.host}}",
          DB_PORT: "{{db.port}}",
          LOG: "1",
          STOCK: "{{stock.address}}",
        },
        ready: { by: { kind: "tcp" }, withinMs: 30_000 },
        stop: { signal: "SIGTERM", graceMs: 5_000 },
      },
    });
    assert.deepEqual(services[3]?.program?.ready, { by: { kind: "log", pattern: "ready" }, withinMs: 60_000 });
    assert.equal(services[3]?.backing, true);
  });

  test("has the environment and the replicas of its variant", () => {
    const services = `  web: { command: a, env: { A: 1, B: 2 } }
variants: { slow: { services: { web: { env: { B: 3 }, replicas: 2 } } } }`;
    const [web] = parse(services, "slow").services;
    assert.deepEqual(web?.program?.env, { A: "1", B: "3" });
    assert.equal(web?.replicas, 2);
  });

  for (const [what, services, ...problems] of [
    [
      "a callee that isn't there",
      "  web: { command: a, calls: { pricng: { url: X } } }\n  pricing: { command: b }",
      '3:31 services.web.calls.pricng: no service "pricng"; did you mean "pricing"? (allowed: pricing)',
    ],
    [
      "a callee of which nothing tells",
      "  web: { command: a, calls: { b: {} } }\n  b: { command: b }",
      "3:31 services.web.calls.b: nothing tells web where b is: name a variable ({ url: B_URL }), or put {{b.address}} into its command",
    ],
    [
      "a template that is not known",
      '  web: { command: [a, "{{prt}}"] }',
      '3:23 services.web.command[1]: {{prt}} is not known; did you mean "{{port}}"? (allowed: {{port}}, {{host}})',
    ],
    [
      "a template of a service that isn't called",
      '  web: { command: a, env: { B: "{{b.url}}" } }\n  b: { command: b }',
      "3:32 services.web.env.B: {{b.url}} is of b, which is not among the calls of web (allowed: {{port}}, {{host}})",
    ],
    [
      "two services with one port",
      "  web: { command: a, port: 80 }\n  b: { command: b, port: 80 }",
      "4:26 services.b.port: web has port 80, too",
    ],
    [
      "two replicas with one port",
      "  web: { command: a, port: 80, replicas: 2 }",
      "3:42 services.web.replicas: several replicas can't listen on one port; leave `port` out, and each gets its own",
    ],
    [
      "two replicas with one port in a variant",
      "  web: { command: a, port: 80 }\nvariants: { wide: { services: { web: { replicas: 2 } } } }",
      "4:50 variants.wide.services.web.replicas: several replicas can't listen on one port; leave `port` out, and each gets its own",
    ],
    [
      "a variable that two set",
      "  web: { command: a, env: { B: 1 }, calls: { b: { url: B } } }\n  b: { command: b }",
      "3:56 services.web.calls.b.url: B is set by env, too",
    ],
    [
      "a shell's command",
      '  web: { command: "a && b" }',
      '3:19 services.web.command: & is a shell\'s, and no shell reads this: quote it, or say [sh, -c, "…"]',
    ],
    [
      "what only the demo's services have",
      "  web: { command: a, pool: { workers: 1, queue: 1 } }",
      "3:28 services.web.pool: is of the demo's services; a program does what it does",
    ],
    [
      "nothing that it is",
      "  web: { cwd: a }",
      "3:8 services.web: a service has a `command`, or of the demo's `routes`, is a `broker`, or `consumes` a topic",
      "3:15 services.web.cwd: is of a program, and there is no `command`",
    ],
  ] as const) {
    test(`is refused with ${what}`, () => assert.deepEqual(problemsOf(services), problems));
  }
});

describe("a command in one line", () => {
  test("is split as a shell splits words", () => {
    const split = (text: string) => {
      const found = splitCommand(text);
      return found.ok ? found.words : `${found.offset}: ${found.problem}`;
    };
    assert.deepEqual(split(` a  'b c' "d \\"e\\" $f" g\\ h '' --x={{ port }} *.js `), [
      "a",
      "b c",
      'd "e" $f',
      "g h",
      "",
      "--x={{ port }}",
      "*.js",
    ]);
    assert.match(String(split("a 'b")), /^2: ' without its other/);
    assert.match(String(split("a > b")), /^2: > is a shell's/);
  });

  test("gives back any words that were quoted", () => {
    const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        assert.deepEqual(splitCommand(words.map(quote).join(" ")), { ok: true, words });
      }),
      { numRuns: draws(100, 5_000) },
    );
  });
});
