import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ComposeSyntaxError, parseComposeFile } from "../../../src/files/compose-file/compose-file.ts";

const read = (text: string) => parseComposeFile({ path: "c.yml", text });

/** The service `it` of a file, given in YAML's flow style. */
function serviceOf(service: string) {
  const [found] = read(`services:\n  it: { ${service} }\n`).services;
  assert.ok(found);
  return found;
}

describe("a service", () => {
  test("has its environment as a map or as a list", () => {
    const expected = new Map([
      ["A", "1"],
      ["B", "true"],
      ["C", "x=y"],
      ["D", ""],
    ]);
    assert.deepEqual(serviceOf("environment: { A: 1, B: true, C: x=y, D: '', E: }").environment, expected);
    assert.deepEqual(serviceOf("environment: [A=1, B=true, C=x=y, D=, E]").environment, expected);
    assert.deepEqual(serviceOf("environment: ").environment, new Map());
  });

  const ports: readonly (readonly [written: string, ports: readonly number[], published: readonly number[]])[] = [
    ["ports: ['8080:80']", [80], [80]],
    ["ports: [80]", [80], [80]],
    ["ports: ['127.0.0.1::80/tcp']", [80], [80]],
    ["ports: ['127.0.0.1:${PORT:-8080}:80']", [80], [80]],
    ["ports: ['8080:${PORT:-80}']", [80], [80]],
    ["ports: ['3000-3005:4000-4005']", [4000], [4000]],
    ["ports: [{ target: 80, published: 8080 }, { target: 81 }]", [80, 81], [80, 81]],
    ["expose: ['80', 81]", [80, 81], []],
    ["expose: [80], ports: ['8080:80']", [80], [80]],
  ];
  for (const [written, all, published] of ports) {
    test(written, () => {
      const service = serviceOf(written);
      assert.deepEqual(service.ports, all);
      assert.deepEqual(service.publishedPorts, published);
    });
  }

  test("has networks and names", () => {
    assert.deepEqual(serviceOf("image: a").networks, ["default"]);
    assert.deepEqual(serviceOf("networks: [a, b]").networks, ["a", "b"]);
    assert.deepEqual(serviceOf("network_mode: host").networks, []);
    const named = serviceOf("container_name: it-1, hostname: it-host, networks: { a: { aliases: [other] }, b: }");
    assert.deepEqual(named.networks, ["a", "b"]);
    assert.deepEqual(named.hostNames, ["it", "it-1", "it-host", "other"]);
  });

  test("has replicas, a command and files; what can't be told of them is left out", () => {
    const { replicas, command, files } = serviceOf(
      "deploy: { replicas: 2 }, command: a b, volumes: ['./a:/b:ro', data]",
    );
    assert.deepEqual(
      { replicas, command, files },
      {
        replicas: 2,
        command: ["a", "b"],
        files: [{ source: "./a", target: "/b", isReadOnly: true, isConfig: false }],
      },
    );
    const unknown = serviceOf("deploy: { replicas: '${N}' }, command: { a: b }, volumes: 5");
    assert.deepEqual([unknown.replicas, unknown.command, unknown.files], [1, [], []]);
    assert.equal(serviceOf("scale: 3").replicas, 3);
  });

  test("depends on others by a list or a map", () => {
    assert.deepEqual(serviceOf("depends_on: [a, b]").dependsOn, ["a", "b"]);
    assert.deepEqual(serviceOf("depends_on: { a: { condition: service_healthy } }").dependsOn, ["a"]);
  });
});

test("anchors and merge keys are resolved", () => {
  const { services } = read(`
x-env: &env { A: 1, B: 2 }
x-base: &base { image: "shop:1", networks: [back] }
services:
  web:
    <<: *base
    environment: { <<: *env, B: 3 }
  api:
    <<: [*base]
    image: "api:2"
`);
  const [web, api] = services;
  assert.deepEqual([...(web?.environment ?? [])].toSorted(), [
    ["A", "1"],
    ["B", "3"],
  ]);
  assert.deepEqual([web?.image, web?.networks], ["shop:1", ["back"]]);
  assert.deepEqual([api?.image, api?.networks], ["api:2", ["back"]]);
});

test("networks that lead nowhere are known", () => {
  assert.deepEqual(read("services: { a: {} }\nnetworks: { x: { internal: true }, y: }").internalNetworks, ["x"]);
});

describe("what is no Compose file", () => {
  const cases: readonly (readonly [text: string, message: RegExp])[] = [
    ["", /^c\.yml is no YAML: expected a document/],
    ["null", /^c\.yml is no Compose file: the file:/],
    ["- a", /^c\.yml is no Compose file: the file:/],
    ["version: '3'", /^c\.yml is no Compose file: services:/],
    ["services: { a: { environment: 5 } }", /^c\.yml is no Compose file: services\.a\.environment:/],
    ["services: {", /^c\.yml is no YAML:/],
    ["a: 1\n---\nb: 1", /^c\.yml is no YAML:/],
  ];
  for (const [text, message] of cases) {
    test(JSON.stringify(text), () => {
      assert.throws(
        () => read(text),
        (error) => error instanceof ComposeSyntaxError && message.test(error.message),
      );
    });
  }
});
