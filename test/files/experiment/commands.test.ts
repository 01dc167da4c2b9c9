import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { escapedBytes, hasRightEscapes } from "../../../src/files/experiment/commands/escaped-bytes.ts";
import { commandForms } from "../../../src/files/experiment/commands/list.ts";
import { splitCommand } from "../../../src/files/experiment/commands/split-command.ts";
import { reveal } from "../../../src/files/experiment/concealed-text.ts";
import { experimentRecord } from "../../../src/judge/plan/experiment-record.ts";
import { checkCommands } from "../../../src/load/commands/list.ts";
import { example, parse } from "./stand-ins.ts";

/** The example with a command in place of its request. */
function withCommand(command: string, more = ""): string {
  return example.replace("request: POST gateway/checkout\n", `${command}\n${more}`);
}

describe("the words of a command", () => {
  it("are told by white space, but not within quotes and templates", () => {
    assert.deepEqual(splitCommand(`  SET a:{{int 1 9}}  "two words" 'it"s'{{id}} {x} ""`), [
      "SET",
      "a:{{int 1 9}}",
      "two words",
      `it"s{{id}}`,
      "{x}",
      "",
    ]);
    for (const text of ['a "b', "a 'b", "{{int 1"]) assert.equal(splitCommand(text), undefined, text);
  });

  it("come back as they were put in quotes", () => {
    fc.assert(
      fc.property(fc.array(fc.string().filter((word) => !/"|\{\{/.test(word))), (words) => {
        assert.deepEqual(splitCommand(words.map((word) => `"${word}"`).join(" ")), words);
      }),
    );
  });
});

describe("the bytes to send", () => {
  it("are any, by their escapes", () => {
    assert.deepEqual(escapedBytes("é\\r\\n\\t\\\\x\\xfF"), Buffer.from([0xc3, 0xa9, 13, 10, 9, 92, 120, 255]));
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const escaped = Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
        assert.ok(hasRightEscapes(escaped));
        assert.deepEqual([...escapedBytes(escaped)], [...bytes]);
      }),
    );
    for (const text of ["a\\", "\\x1", "\\q"]) assert.equal(hasRightEscapes(text), false, text);
  });
});

describe("a load of commands", () => {
  it("is read, and is in the journal without what must not be shown", () => {
    const text = withCommand(
      'postgres: { query: "select {{int 1 9}}", url: "postgres://a:${PASSWORD}@127.0.0.1/shop" }',
    );
    const variables = new Map([["PASSWORD", "pa55word"]]);
    const experiment = parse(text.replace("seed:", "seed:"), { variables, isConcealed: () => true });
    const [load] = experiment.loads;
    assert.equal(reveal(load?.command?.address ?? ""), "postgres://a:pa55word@127.0.0.1/shop");
    const kept = JSON.parse(JSON.stringify(experiment));
    assert.deepEqual(experimentRecord.parse(kept).loads[0]?.command, {
      kind: "postgres",
      address: "postgres://a:${PASSWORD}@127.0.0.1/shop",
      connections: 10,
      sends: ["select {{int 1 9}}"],
      settings: {},
    });
  });

  it("that calls by gRPC has its proto file from the experiment's folder", () => {
    const text = withCommand("grpc: { proto: cart.proto, method: shop.Cart/Get, address: 'a:1' }");
    const readText = (path: string) => ({ path: `there/${path}`, text: "" });
    const { command } = parse(text, { readText }).loads[0] ?? {};
    assert.deepEqual(command?.settings, { proto: "there/cart.proto", method: "shop.Cart/Get" });
    assert.throws(() => parse(text), { message: /grpc\.proto: there is no file cart.proto/ });
    const asked = parse(text.replace("proto: cart.proto, ", "")).loads[0]?.command;
    assert.deepEqual(asked?.settings, { method: "shop.Cart/Get" }, "the server tells of what no file has");
  });

  it("may go to a service, and then reaches it", () => {
    const text = withCommand("redis: { command: PING, service: inventory }").replace(/faults:.*?\n\n/s, "FAULTS\n\n");
    const fault = (on: string) => text.replace("FAULTS", `faults: [{ type: pause, on: ${on} }]`);
    assert.doesNotThrow(() => parse(fault("inventory")));
    assert.throws(() => parse(fault("pricing")), { message: /no load/ });
    assert.doesNotThrow(
      () => parse(fault("pricing").replace("service: inventory", "address: 'a:1'")),
      "it may be anything",
    );
  });

  const wrong: readonly (readonly [string, RegExp, string?])[] = [
    ["redis: { command: PING }", /it needs one of service and address/],
    ["redis: { command: PING, address: 'a:1', service: pricing }", /it needs one of service and address/],
    ["redis: { command: PING, address: a }", /redis\.address: an address is host:port, or a URL/],
    ["redis: { command: PING, service: prices }", /redis\.service: the graph has no service "prices"/],
    [`redis: { command: 'GET "a', service: pricing }`, /a command is its words/],
    ["redis: { command: 'GET {{a}}', service: pricing }", /redis\.command: \{\{a\}\} is not known/],
    [`grpc: { proto: a, method: Get, service: pricing }`, /a method is package.Service\/Method/],
    [`grpc: { proto: a, method: a.B/C, message: '{{id}}', service: pricing }`, /a message is JSON/],
    [`grpc: { proto: a, method: a.B/C, message: '{"id": {{uuid}}}', service: pricing }`, /a message is JSON/],
    [`grpc: { proto: a, method: a.B/C, message: '{"n": 1{{int -9 9}}}', service: pricing }`, /a message is JSON/],
    ["postgres: { query: select 1, url: 'http://a' }", /a URL of PostgreSQL is postgres:/],
    ["postgres: { query: select 1, url: 'postgres://a:1,b:2/shop' }", /a URL of PostgreSQL is .*with one host/],
    ["postgres: { query: select 1, url: 'postgres://a:50%off@b' }", /a URL of PostgreSQL is .*%25 for %/],
    ["redis: { command: PING, address: 'redis://a:12#3@b' }", /an address is .*%23 for #/],
    ["redis: { command: PING, address: 'redis://a/shop' }", /an address is host:port, or a URL/],
    ["tcp: { send: a, expect: '(', address: 'a:1' }", /"\(" is no regular expression/],
    ["tcp: { send: a, address: 'a:99999' }", /tcp\.address: an address is host:port/],
    ["tcp: { send: a, address: 'a:1' }", /fail-on has no meaning beside tcp/, "    fail-on: [4xx]\n"],
    ["tcp: { send: a, address: 'a:1' }", /traceparent has no meaning beside tcp/, "    traceparent: false\n"],
    ["tcp: { send: a, address: 'a:1' }", /a load has one of .*tcp/, "    request: GET gateway/checkout\n"],
  ];
  for (const [command, message, more] of wrong) {
    it(`that can't be is refused: ${message.source}`, () => {
      assert.throws(() => parse(withCommand(command, more)), { message });
    });
  }

  it("takes what can be, and says of a password that it can't be without showing it", () => {
    const message = `'{"id": "{{uuid}}", "n": -{{int 0 9}}, "m": {{counter}}}'`;
    assert.doesNotThrow(() => parse(withCommand(`redis: { command: PING, address: 'redis://:a%23@[::1]:6379/1' }`)));
    assert.throws(
      () => parse(withCommand(`grpc: { proto: a.proto, method: a.B/C, message: ${message}, service: pricing }`)),
      {
        message: /^[^\n]*there is no file a.proto$/,
      },
    );
    const text = withCommand('postgres: { query: select 1, url: "postgres://a:${PASSWORD}@b/shop" }');
    const variables = new Map([["PASSWORD", "k3y#9"]]);
    assert.throws(
      () => parse(text, { variables, isConcealed: () => true }),
      (error: Error) => {
        assert.match(error.message, /postgres\.url: a URL of PostgreSQL is/);
        assert.doesNotMatch(error.message, /k3y|#9/);
        return true;
      },
    );
  });

  it("can be sent, whatever kind can be written", async () => {
    const load = (kind: string) => ({ command: { kind, sends: [], settings: {} } });
    await checkCommands(commandForms.map(({ key }) => load(key)));
    await assert.rejects(checkCommands([load("smtp")]), { code: "E_USAGE" });
  });
});
