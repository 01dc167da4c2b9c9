import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { parseComposeFile } from "../../../src/files/compose-file/compose-file.ts";
import { composedTexts } from "../../../src/files/compose-file/composed-texts.ts";
import { findEdges } from "../../../src/files/compose-file/find-edges.ts";
import { undoubled } from "../../../src/files/compose-file/interpolate.ts";
import { readCompose } from "../../../src/files/compose-file/read-compose.ts";
import { composeInit } from "../../../src/files/init/compose-init.ts";
import { findCompose, runCompose } from "../../../src/platforms/compose/compose-command.ts";
import { lacking, testsNeeding } from "../../support/needs.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { company } from "./company.ts";

const path = "shop/docker-compose.yml";

/** Reads a project whose files are these, in an environment of these variables. */
function read(files: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>> = {}) {
  return readCompose(path, { read: (file) => files[file], environment: (name) => environment[name] });
}

const one = (text: string, others: Readonly<Record<string, string>> = {}) => read({ [path]: text, ...others });

describe("a company's project", () => {
  const project = read(company);
  const serviceOf = (name: string) => project.services.find((each) => each.name === name) ?? assert.fail(name);

  test("has what it includes, and not what no profile asks for", () => {
    const names = project.services.map(({ name }) => name).toSorted();
    assert.deepEqual(names, [
      "backend",
      "cache",
      "db",
      "kafka-1",
      "kafka-2",
      "ledger",
      "orders",
      "payments",
      "statsd",
      "users",
      "web",
    ]);
    assert.deepEqual(project.inactive, ["debug"]);
    const debugged = read(company, { COMPOSE_PROFILES: "debug" });
    assert.ok(debugged.services.some(({ name }) => name === "debug"));
  });

  test("has its variables from the environment, .env, env files and what it extends, the nearest first", () => {
    assert.deepEqual(Object.fromEntries(serviceOf("web").environment), {
      TZ: "UTC",
      NODE_ENV: "production",
      NODE_OPTIONS: "--max-old-space-size=512",
      HASH: "#1",
      QUOTED: "a\nb $X",
      SINGLE: "$TAG",
      OF_TAG: "v3.1.0",
      LOG_LEVEL: "info",
      CACHE_URL: "redis://cache:6379",
      ORDERS_URL: "http://orders:8081/v1",
      PRICE: "5$",
      USERS: "dns:///users:9090",
    });
    assert.equal(
      read(company, { ORDERS_PORT: "9" })
        .services.find(({ name }) => name === "web")
        ?.environment.get("ORDERS_URL"),
      "http://orders:9/v1",
    );
    assert.equal(serviceOf("web").image, "shop/web:3.1.0");
  });

  test("says of each text in which file and line it stands", () => {
    const at = (service: string, variable: string) => {
      const text = serviceOf(service).texts.find(
        ({ place }) => place.key === "environment" && place.variable === variable,
      );
      return `${text?.at?.file}:${text?.at?.line}`;
    };
    assert.equal(at("web", "CACHE_URL"), "shop/docker-compose.yml:10");
    assert.equal(at("web", "TZ"), "shop/common/base.yml:7");
    assert.equal(at("web", "HASH"), "shop/common/node.env:2");
    assert.equal(at("orders", "PORT"), "shop/docker-compose.yml:27");
    assert.equal(at("orders", "DATABASE_URL"), "shop/env/database.env:1");
  });

  test("has the edges that all of it shows", () => {
    const edges = findEdges(project).edges.map(({ caller, callee, port }) => `${caller} -> ${callee}:${port}`);
    assert.deepEqual(edges.toSorted(), [
      "backend -> db:5432",
      "orders -> db:5432",
      "orders -> kafka-1:9092",
      "orders -> kafka-2:9092",
      "orders -> payments:7000",
      "payments -> ledger:7100",
      "web -> cache:6379",
      "web -> orders:8081",
      "web -> users:9090",
    ]);
    assert.deepEqual(findEdges(project).outside, [
      { caller: "payments", host: "api.psp.example", port: 443 },
      { caller: "web", host: "rabbit", port: 5672 },
    ]);
  });
});

describe("what Compose would refuse", () => {
  const cases: readonly (readonly [name: string, files: Readonly<Record<string, string>>, message: RegExp])[] = [
    [
      "a circular extends",
      { [path]: "services:\n  a: { extends: b }\n  b: { extends: { service: a } }\n" },
      /^shop\/docker-compose\.yml leads back to itself by extends: a in .* -> b in .* -> a in /,
    ],
    [
      "one through another file",
      {
        [path]: "services: { a: { extends: { file: b.yml, service: b } } }",
        "shop/b.yml": "services: { b: { extends: { file: docker-compose.yml, service: a } } }",
      },
      /leads back to itself by extends/,
    ],
    [
      "a circular include",
      { [path]: "include: [b.yml]\nservices: {}", "shop/b.yml": "include: [docker-compose.yml]" },
      /leads back to itself by include: shop\/docker-compose\.yml -> shop\/b\.yml -> shop\/docker-compose\.yml/,
    ],
    [
      "what isn't there to extend",
      { [path]: "services: { a: { extends: b } }" },
      /a in .* extends b in .*, which isn't there/,
    ],
    ["a file that isn't there", { [path]: "include: [b.yml]\nservices: {}" }, /^shop\/b\.yml isn't there/],
    [
      "an env file that isn't there",
      { [path]: "services: { a: { env_file: a.env } }" },
      /yml:1 the env file shop\/a\.env isn't there/,
    ],
    [
      "an env file with what is no variable, whose value isn't shown",
      { [path]: "services: { a: { env_file: a.env } }", "shop/a.env": "A=1\nPASSWORD=ab${cd" },
      /^shop\/a\.env:2 (?!.*cd)/,
    ],
    [
      "a .env with what is no variable",
      { [path]: "services: {}", "shop/.env": 'A="1\n2"\nB=${C:?say it}' },
      /^shop\/\.env:3 the variable C must have a value: say it/,
    ],
    [
      "a variable that must be set",
      { [path]: "services:\n  a:\n    image: a:${TAG:?say which}" },
      /yml:3 the variable TAG must have a value: say which/,
    ],
    ["a tag that isn't known here", { [path]: "services: { a: { ports: !reset [] } }" }, /yml:1 .*tag/],
    ["no YAML", { [path]: "services: {" }, /is no YAML|yml:1/],
  ];
  for (const [name, files, message] of cases) {
    test(name, () => {
      assert.throws(() => read(files), { code: "E_COMPOSE_SYNTAX", message });
    });
  }
});

test("numbers and switches may be variables", () => {
  const { services, internalNetworks } = one(
    "services: { a: { scale: '${N}', networks: [x] } }\nnetworks: { x: { internal: '${YES}' } }",
    { "shop/.env": "N=2\nYES=true\n" },
  );
  assert.deepEqual([services[0]?.replicas, internalNetworks], [2, ["x"]]);
});

test("of 2,000 services all are read, and all their edges found", () => {
  const services = Array.from({ length: 2_000 }, (_, index) => {
    const next = (index + 1) % 2_000;
    return `  s${index}: { image: "s:1", environment: { NEXT: "http://s${next}:80", DB_HOST: s${(index + 7) % 2_000}, DB_PORT: "\${P:-5}" } }\n`;
  });
  const { edges, unclear } = findEdges(one(`services:\n${services.join("")}`));
  assert.deepEqual([edges.length, unclear.length], [4_000, 0]);
});

const compose = await findCompose().catch(() => undefined);

testsNeeding(compose === undefined && lacking("engine", "no Docker Compose")).test(
  "Docker Compose reads the same",
  async (context) => {
    assert.ok(compose);
    const folder = await temporaryFolder(context);
    for (const [file, text] of Object.entries(company)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const { stdout, stderr } = await runCompose(compose, ["--file", join(folder, path), "config", "--format", "json"]);
    assert.notEqual(stdout, "", stderr);
    const theirs = parseComposeFile({ path: "theirs", text: stdout });
    const ours = new Map(read(company).services.map((service) => [service.name, service]));
    assert.deepEqual([...ours.keys()].toSorted(), theirs.services.map(({ name }) => name).toSorted());
    for (const { name, environment, image, ports, networks, command, dependsOn } of theirs.services) {
      const found = ours.get(name);
      const values = Object.fromEntries([...environment].map(([variable, value]) => [variable, undoubled(value)]));
      assert.deepEqual(Object.fromEntries(found?.environment ?? []), values, name);
      const { image: _image, ...rest } = { image, ports, networks, command, dependsOn };
      assert.deepEqual(
        { ports: found?.ports, networks: found?.networks, command: found?.command, dependsOn: found?.dependsOn },
        rest,
        name,
      );
      assert.equal(found?.image, image);
    }
    // So it makes no difference to what `init` writes who has read it.
    const paths = { compose: path, folder: "shop" };
    const both = composedTexts(theirs, read(company));
    assert.deepEqual(composeInit(both, [], paths).files, composeInit(read(company), [], paths).files);
  },
);
