import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CORE_SCHEMA, load } from "js-yaml";
import { readCompose } from "../../../src/files/compose-file/read-compose.ts";
import { parseGivenEdge } from "../../../src/files/init/choose-edges.ts";
import { composeInit, outsideLine, unplacedLine } from "../../../src/files/init/compose-init.ts";
import { experimentText } from "../../../src/files/init/experiment-words.ts";
import { parse } from "../experiment/stand-ins.ts";
import { interpolated, listOfVariables, networks, webShop } from "./projects.ts";

const paths = { compose: "shop/docker-compose.yml", folder: "shop" };

interface Override {
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Makes what `init` makes of a file, with what it would write read back. */
function made(
  text: string,
  given: readonly string[] = [],
  where = paths,
  others: Readonly<Record<string, string>> = {},
) {
  const edges = given.map((edge) => parseGivenEdge(edge) ?? assert.fail(edge));
  const read = (path: string) => (path === where.compose ? text : others[path]);
  const file = readCompose(where.compose, { read, environment: () => undefined });
  const { files, draft, unplaced, ...rest } = composeInit(file, edges, where);
  const override = load(files.override.text, { schema: CORE_SCHEMA }) as Override;
  const proxies = (JSON.parse(files.config.text) as Record<string, string>[]).map(
    ({ name, listen, upstream }) => `${name} ${listen} ${upstream}`,
  );
  const written = experimentText(draft.words);
  const experiment = parse(written);
  return {
    files,
    draft,
    text: written,
    unplaced: unplaced.map(unplacedLine),
    services: override.services,
    proxies,
    experiment,
    ...rest,
  };
}

describe("a project with URLs, merge keys and credentials", () => {
  const { services, proxies, unplaced, experiment } = made(webShop);

  test("gets a proxy for each edge", () => {
    assert.deepEqual(proxies, [
      "web-api 0.0.0.0:20001 api:3000",
      "web-cache 0.0.0.0:20002 cache:6379",
      "api-db 0.0.0.0:20003 db:5432",
      "api-cache 0.0.0.0:20004 cache:6379",
      "worker-cache 0.0.0.0:20005 cache:6379",
    ]);
  });

  test("has only addresses changed: no user, password, query or name that reads like one", () => {
    assert.deepEqual(services.web?.environment, {
      REDIS_URL: "redis://:${REDIS_PASSWORD:-secret}@toxiproxy:20002/0",
      API_URL: "http://toxiproxy:20001/v1?via=api",
    });
    assert.deepEqual(services.api?.environment, {
      REDIS_URL: "redis://:${REDIS_PASSWORD:-secret}@toxiproxy:20004/0",
      DATABASE_URL: "postgres://db:5432@toxiproxy:20003/app?sslmode=disable",
    });
    assert.deepEqual(Object.keys(services), ["web", "api", "worker", "toxiproxy"]);
  });

  test("gets a Toxiproxy that reads them", () => {
    assert.equal(services.toxiproxy?.image, "ghcr.io/shopify/toxiproxy:2.12.0");
    assert.deepEqual(services.toxiproxy?.volumes, ["./toxiproxy.brownout.json:/etc/toxiproxy.json:ro"]);
    assert.equal(services.toxiproxy?.networks, undefined);
  });

  test("shows a dependency that no address was found for", () => {
    assert.deepEqual(unplaced, [
      "worker depends on db, but no variable of its environment and no word of its command has the address",
    ]);
  });

  test("gets an experiment on an edge that speaks HTTP, from where people come in", () => {
    assert.equal(experiment.name, "slow-api");
    assert.deepEqual(experiment.faults[0]?.on, { kind: "edge", caller: "web", callee: "api" });
    assert.equal(experiment.loads[0]?.requests[0]?.service, "web");
    assert.deepEqual(experiment.system.compose?.files, ["docker-compose.yml", "docker-compose.brownout.yml"]);
  });
});

describe("a project with a list of variables", () => {
  const { services, proxies, notes, unplaced } = made(listOfVariables);

  test("may have host and port in two of them, or the host alone", () => {
    assert.deepEqual(services.app?.environment, {
      BROKERS: "toxiproxy:20002,toxiproxy:20003",
      QUEUE_URL: "amqps://guest:guest@toxiproxy:20004",
      DB_HOST: "toxiproxy",
      DB_PORT: "20001",
      SEARCH_HOST: "toxiproxy",
    });
    assert.deepEqual(proxies, [
      "app-db 0.0.0.0:20001 db:5432",
      "app-search 0.0.0.0:9200 search:9200",
      "app-kafka-1 0.0.0.0:20002 kafka-1:9092",
      "app-kafka-2 0.0.0.0:20003 kafka-2:9092",
      "app-queue 0.0.0.0:20004 queue:5671",
    ]);
  });

  test("says which port it couldn't tell, and where a certificate won't fit", () => {
    assert.deepEqual(unplaced, ["shop/docker-compose.yml:13 app is told of statsd in METRICS_ADDR, but of no port"]);
    assert.deepEqual(notes, [
      "app -> queue speaks TLS: the certificate of queue must be good for the name toxiproxy, too",
    ]);
  });
});

describe("a project with networks", () => {
  const { services, proxies, unplaced } = made(networks);

  test("has edges only between services that reach each other", () => {
    assert.deepEqual(proxies, ["edge-backend 0.0.0.0:20001 backend:8080", "backend-db 0.0.0.0:20002 db:5432"]);
    assert.deepEqual(services.edge?.environment, { BACKEND: "http://toxiproxy:20001" });
    assert.deepEqual(services.toxiproxy?.networks, ["front", "back"]);
    assert.deepEqual(unplaced, [
      "shop/docker-compose.yml:7 edge is told of db:5432 in DATABASE, but they share no network",
      "shop/docker-compose.yml:20 agent is told of backend:8080 in BACKEND, but agent has network_mode: host, and no network in which a proxy could be between them",
    ]);
  });

  test("of which none leads out gets one for the proxy's API", () => {
    const inside = networks.replace("BACKEND:", "NOTHING:").replace("backend.local:8080", "none:1");
    assert.deepEqual(made(inside).services.toxiproxy?.networks, ["back", "default"]);
  });
});

describe("a project with variables in its addresses", () => {
  const { services, proxies, unplaced, notes, outside } = made(interpolated, [], paths, {
    "shop/.env":
      "PORT_B=8081\nAPI_BASE=http://api:3000/v1\nDATABASE_URL=postgres://shop:s3cret@db/app\nBROKERS=kafka-1:9092,kafka-2:9092\n",
  });

  test("has whole addresses changed, never a part of one", () => {
    assert.deepEqual(services.web?.environment, {
      B: "http://toxiproxy:20001/x",
      API: "toxiproxy:20002",
      API_URL: "http://toxiproxy:20002/v1/users",
      PASSED: "http://${USER_NAME:-u}:$$ecret@toxiproxy:20001",
      BROKERS: "toxiproxy:20003,toxiproxy:20004",
    });
    assert.deepEqual(services.web?.command, [
      "serve",
      "--b=toxiproxy:20001",
      "--token=${TOKEN}",
      "dns:///toxiproxy:20005",
    ]);
    assert.equal(services.worker?.command, "work --db-host toxiproxy --db-port 20006");
    assert.equal(
      proxies.find((line) => line.startsWith("web-b")),
      "web-b 0.0.0.0:20001 b:8081",
    );
  });

  test("has an edge by name where the address is beside a secret, which is written nowhere", () => {
    assert.deepEqual(services.web?.links, ["toxiproxy:db"]);
    assert.ok(proxies.includes("web-db 0.0.0.0:5432 db:5432"));
    assert.doesNotMatch(JSON.stringify([services, proxies, unplaced, notes]), /s3cret/);
  });

  test("lists what has no value, and what can't be beside another", () => {
    assert.deepEqual(unplaced, [
      "shop/docker-compose.yml:12 web is told of users in USERS_HOST, but USERS_PORT beside it is no port",
      "shop/docker-compose.yml:14 web may be told of another service in LOST, but the variable NOWHERE is not set",
      "shop/docker-compose.yml:15 web may be told of another service in HALF, but the variable NO_PORT is not set",
      "shop/docker-compose.yml:21 worker is told of db:5432 in DATABASE_URL, but the address is in the variable DATABASE_URL, beside what may be secret and isn't copied; by name, it needs port 5432 of the proxy, which web -> db has",
    ]);
    assert.deepEqual(outside.map(outsideLine), ["web -> api.stripe.com:443"]);
  });

  test("waits for the proxy's health check", () => {
    assert.deepEqual(services.web?.depends_on, { toxiproxy: { condition: "service_healthy" } });
  });
});

describe("an edge to what is outside of the file", () => {
  const { services, proxies, experiment, text } = made(interpolated, ["web -> api.stripe.com:443"]);

  test("leads the host's name to the proxy, so that its certificate fits", () => {
    assert.ok(proxies.includes("web-api.stripe.com 0.0.0.0:443 api.stripe.com:443"));
    assert.deepEqual(services.web?.links, ["toxiproxy:api.stripe.com"]);
  });

  test("can be spoken of in the experiment", () => {
    assert.match(text, /edges:\n {6}# .*\n {6}web -> api-stripe-com: web-api\.stripe\.com\n/);
    assert.deepEqual(experiment.system.compose?.edges, { "web -> api-stripe-com": "web-api.stripe.com" });
  });
});

test("another port of a host outside is still to be named", () => {
  const text = `
services:
  web: { image: web, ports: ["80"], environment: { URLS: "https://pay:8443,https://pay", OF: "x://mail:1,x://mail:1,x://mail" } }
  db: { image: db }
`;
  const { outside, proxies } = made(text, ["web -> pay:443", "web -> db:1"]);
  assert.deepEqual(proxies.toSorted(), ["web-db 0.0.0.0:1 db:1", "web-pay 0.0.0.0:443 pay:443"]);
  assert.deepEqual(outside.map(outsideLine), ["web -> pay:8443", "web -> mail:1", "web -> mail:PORT"]);
});

test("network_mode: host is refused in words", () => {
  assert.throws(() => made(networks, ["agent->backend:8080"]), {
    exitCode: 64,
    message: /no proxy can be on agent -> backend: agent has network_mode: host/,
    hint: /Give agent a network/,
  });
});

test("the replicas of a scaled service may be called one by one", () => {
  const { services, proxies } = made(`
name: shop
services:
  web: { image: web, ports: ["80"], environment: { PEERS: "shop-api-1:3000,shop-api-2:3000", ANY: "api:3000", NONE: "shop-api-3:3000" } }
  api: { image: api, deploy: { replicas: 2 } }
`);
  assert.deepEqual(services.web?.environment, { PEERS: "toxiproxy:20001,toxiproxy:20002", ANY: "toxiproxy:20003" });
  assert.deepEqual(proxies, [
    "web-shop-api-1 0.0.0.0:20001 shop-api-1:3000",
    "web-shop-api-2 0.0.0.0:20002 shop-api-2:3000",
    "web-api 0.0.0.0:20003 api:3000",
  ]);
});

test("a service of another project is outside, and its network the proxy's, too", () => {
  const text = `
services:
  web: { image: web, ports: ["80"], networks: [default, shared], environment: { LEDGER: "http://ledger-api:7000", SELF: "http://localhost:1" } }
networks: { shared: { external: true, name: ledger_public } }
`;
  const { services, proxies, experiment } = made(text, ["web -> ledger-api:7000"]);
  assert.equal(experiment.system.compose?.proxy, "brownout");
  assert.deepEqual(proxies, ["web-ledger-api 0.0.0.0:7000 ledger-api:7000"]);
  assert.deepEqual(services.web?.links, ["toxiproxy:ledger-api"]);
  assert.deepEqual(services.toxiproxy?.networks, ["default", "shared"]);
  assert.throws(() => made(text), { message: /shows no edge[\s\S]*web -> ledger-api:7000/ });
  assert.throws(() => made(text, ["web -> ledger-apy:7000"]), { message: /no service ledger-apy/ });
});

test("a name that several services share is not guessed at", () => {
  const both =
    "services:\n  a: { image: a, ports: ['80'], environment: { B: 'http://b:1', C: 'http://all:2' } }\n  b: { image: b, networks: { default: { aliases: [all] } } }\n  c: { image: c, networks: { default: { aliases: [all] } } }\n";
  assert.deepEqual(made(both).unplaced, [
    "shop/docker-compose.yml:2 a is told of all:2 (b) in C, but c can be called so, too",
  ]);
});

describe("an edge that is given", () => {
  const hidden = "services:\n  a: { image: 'a:1', ports: ['80'] }\n  b: { image: 'b:1' }\n  c: { image: 'c:1' }\n";

  test("and isn't found leads the callee's name to the proxy, for its caller alone", () => {
    const { services, proxies } = made(hidden, ["a->b:8080", "a->c:9090"]);
    assert.deepEqual(proxies, ["a-b 0.0.0.0:8080 b:8080", "a-c 0.0.0.0:9090 c:9090"]);
    assert.deepEqual(services.a?.links, ["toxiproxy:b", "toxiproxy:c"]);
    assert.equal(services.a?.environment, undefined);
  });

  test("and is found already changes nothing", () => {
    assert.deepEqual(made(webShop, ["web -> api:3000"]).proxies, made(webShop).proxies);
  });

  test("takes a dependency off the list of what isn't clear", () => {
    assert.deepEqual(made(webShop, ["worker->db:5432"]).unplaced, []);
  });

  const wrong: readonly (readonly [given: readonly string[], message: RegExp, hint: RegExp])[] = [
    [["a->bb:80"], /no service bb/, /Did you mean b\?|It has: a, b, c/],
    [["a->b:8080", "c->b:8080"], /c -> b and a -> b both need port 8080/, /variable/],
    [["a->b:8474"], /a -> b and Toxiproxy's API both need port 8474/, /variable/],
    [[], /shows no edge/, /--edge/],
  ];
  for (const [given, message, hint] of wrong) {
    test(`${given.join(", ") || "none, where none is found"} is refused`, () => {
      assert.throws(() => made(hidden, given), { exitCode: 64, message, hint });
    });
  }

  for (const text of ["a->b", "a-b:80", "a->b:0", "a->b:65536", "a->a:80", "->b:80", "a->b:http", ""]) {
    test(`${JSON.stringify(text)} is none`, () => assert.equal(parseGivenEdge(text), undefined));
  }
});

test("a Toxiproxy that is there already is left alone", () => {
  const text = "services:\n  chaos: { image: 'ghcr.io/shopify/toxiproxy:2.9.0' }\n";
  assert.throws(() => made(text), { exitCode: 64, message: /has a Toxiproxy already: the service chaos/ });
});

test("paths lead from folder to folder", () => {
  const { text, services } = made(webShop, [], { compose: "shop/docker-compose.yml", folder: "chaos/out" });
  assert.deepEqual(services.toxiproxy?.volumes, ["../chaos/out/toxiproxy.brownout.json:/etc/toxiproxy.json:ro"]);
  assert.match(text, /file: \["\.\.\/\.\.\/shop\/docker-compose\.yml", "docker-compose\.brownout\.yml"\]/);
});
