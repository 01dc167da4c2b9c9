import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CORE_SCHEMA, load } from "js-yaml";
import { parseComposeFile } from "../../../src/files/compose-file/compose-file.ts";
import { parseGivenEdge } from "../../../src/files/init/choose-edges.ts";
import { composeInit } from "../../../src/files/init/compose-init.ts";
import { parse } from "../experiment/stand-ins.ts";
import { listOfVariables, networks, webShop } from "./projects.ts";

const paths = { compose: "shop/docker-compose.yml", folder: "shop" };

interface Override {
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Makes what \`init\` makes of a file, with what it would write read back. */
function made(text: string, given: readonly string[] = [], where = paths) {
  const edges = given.map((edge) => parseGivenEdge(edge) ?? assert.fail(edge));
  const { files, notes, ...rest } = composeInit(parseComposeFile({ path: where.compose, text }), edges, where);
  const override = load(files.override.text, { schema: CORE_SCHEMA }) as Override;
  const proxies = (JSON.parse(files.config.text) as Record<string, string>[]).map(
    ({ name, listen, upstream }) => `${name} ${listen} ${upstream}`,
  );
  return { files, notes, services: override.services, proxies, experiment: parse(files.experiment.text), ...rest };
}

describe("a project with URLs, merge keys and credentials", () => {
  const { services, proxies, notes, experiment, files } = made(webShop);

  test("gets a proxy for each edge", () => {
    assert.deepEqual(proxies, [
      "web-cache 0.0.0.0:20001 cache:6379",
      "web-api 0.0.0.0:20002 api:3000",
      "api-cache 0.0.0.0:20003 cache:6379",
      "api-db 0.0.0.0:20004 db:5432",
      "worker-cache 0.0.0.0:20005 cache:6379",
    ]);
  });

  test("has only addresses changed: no user, password, query or name that reads like one", () => {
    assert.deepEqual(services.web?.environment, {
      REDIS_URL: "redis://:${REDIS_PASSWORD:-secret}@toxiproxy:20001/0",
      API_URL: "http://toxiproxy:20002/v1?via=api",
    });
    assert.deepEqual(services.api?.environment, {
      REDIS_URL: "redis://:${REDIS_PASSWORD:-secret}@toxiproxy:20003/0",
      DATABASE_URL: "postgres://db:5432@toxiproxy:20004/app?sslmode=disable",
    });
    assert.deepEqual(Object.keys(services), ["web", "api", "worker", "toxiproxy"]);
  });

  test("gets a Toxiproxy that reads them", () => {
    assert.equal(services.toxiproxy?.image, "ghcr.io/shopify/toxiproxy:2.12.0");
    assert.deepEqual(services.toxiproxy?.volumes, ["./toxiproxy.brownout.json:/etc/toxiproxy.json:ro"]);
    assert.equal(services.toxiproxy?.networks, undefined);
  });

  test("shows a dependency that no address was found for", () => {
    assert.deepEqual(notes, ["worker depends on db, but no variable of its environment has the address"]);
  });

  test("gets an experiment on an edge that speaks HTTP, from where people come in", () => {
    assert.equal(experiment.name, "slow-api");
    assert.equal(files.experiment.path, "shop/slow-api.yaml");
    assert.deepEqual(experiment.faults[0]?.on, { kind: "edge", caller: "web", callee: "api" });
    assert.equal(experiment.loads[0]?.requests[0]?.service, "web");
    assert.deepEqual(experiment.system.compose?.files, ["docker-compose.yml", "docker-compose.brownout.yml"]);
  });
});

describe("a project with a list of variables", () => {
  const { services, proxies, notes } = made(listOfVariables);

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
    assert.deepEqual(notes, [
      "app is told of statsd in METRICS_ADDR, but of no port",
      "app -> queue speaks TLS: the certificate of queue must be good for the name toxiproxy, too",
    ]);
  });
});

describe("a project with networks", () => {
  const { services, proxies, notes } = made(networks);

  test("has edges only between services that reach each other", () => {
    assert.deepEqual(proxies, ["edge-backend 0.0.0.0:20001 backend:8080", "backend-db 0.0.0.0:20002 db:5432"]);
    assert.deepEqual(services.edge?.environment, { BACKEND: "http://toxiproxy:20001" });
    assert.deepEqual(services.toxiproxy?.networks, ["front", "back"]);
    assert.deepEqual(notes, [
      "edge is told of db in DATABASE, but they share no network",
      "agent is told of backend in BACKEND, but they share no network",
    ]);
  });

  test("of which none leads out gets one for the proxy's API", () => {
    const inside = networks.replace("BACKEND:", "NOTHING:").replace("backend.local:8080", "none:1");
    assert.deepEqual(made(inside).services.toxiproxy?.networks, ["back", "default"]);
  });
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
    assert.deepEqual(made(webShop, ["worker->db:5432"]).notes, []);
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
  const { files, services } = made(webShop, [], { compose: "shop/docker-compose.yml", folder: "chaos/out" });
  assert.deepEqual(services.toxiproxy?.volumes, ["../chaos/out/toxiproxy.brownout.json:/etc/toxiproxy.json:ro"]);
  assert.match(
    files.experiment.text,
    /file: \["\.\.\/\.\.\/shop\/docker-compose\.yml","docker-compose\.brownout\.yml"\]/,
  );
});
