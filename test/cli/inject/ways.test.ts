import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf } from "../../../src/cli/inject/ways.ts";

test("a place that is typed is held to what a file may say", () => {
  for (const [type, flags, message] of [
    ["latency", { on: "a", toxiproxy: "localhost:8474" }, '--toxiproxy: found "localhost:8474"; expected an http URL'],
    ["latency", { on: "9001=$(id):80" }, '--on: found "$(id):80"; an address is a host and a port: 127.0.0.1:9001'],
    ["latency", { on: "0=80" }, '--on: found "127.0.0.1:0"; an address is a host and a port: 127.0.0.1:9001'],
    ["pause", { pid: "1" }, "--pid: found 1; the least is 2"],
    ["pause", { pid: "a" }, '--pid: found "a"; expected a number'],
    ["kill", { unit: "--foo" }, '--unit: found "--foo"; expected the name of a systemd unit: checkout.service'],
  ] as const) {
    assert.throws(() => placeOf(type, flags), { exitCode: 64, message }, message);
  }
});

test("addresses, URLs, processes and units are taken as a file takes them", () => {
  const systemOf = (type: string, flags: Parameters<typeof placeOf>[1]) => placeOf(type, flags).system.external;
  assert.deepEqual(systemOf("latency", { on: ":9001=[::1]:80" })?.edges, [
    { edge: { caller: "127.0.0.1:9001", callee: "[::1]:80" }, listen: "127.0.0.1:9001", upstream: "[::1]:80" },
  ]);
  assert.equal(systemOf("latency", { on: "a", toxiproxy: "http://h:1/" })?.toxiproxy, "http://h:1");
  assert.deepEqual(systemOf("pause", { pid: "4711" })?.services["process-4711"]?.process, { by: "pid", pid: 4711 });
  assert.deepEqual(Object.keys(systemOf("kill", { unit: "a@1-b.service" })?.services ?? {}), ["a@1-b.service"]);
});
