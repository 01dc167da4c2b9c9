import assert from "node:assert/strict";
import { test } from "node:test";
import { Command } from "commander";
import { addFaultOptions, readFault } from "../../../src/cli/inject/fault-options.ts";
import { waysFor } from "../../../src/cli/inject/ways.ts";
import { faultKinds } from "../../../src/faults/kinds.ts";
import { interpretSchemas } from "../../../src/files/interpret-schemas.ts";

interpretSchemas();
const service = { kind: "service", service: "checkout" } as const;
const edge = { kind: "edge", caller: "a", callee: "b" } as const;

/** Reads a fault as it is typed. */
function typed(type: string, ...args: readonly string[]) {
  const kind = faultKinds.find((one) => one.type === type);
  assert.ok(kind, type);
  const command = new Command(type).exitOverride().configureOutput({ writeErr: () => undefined });
  addFaultOptions(command, kind);
  command.parse(args, { from: "user" });
  return readFault(kind, command.opts(), kind.targets === "service" ? service : edge, 1000);
}

test("every kind of fault can be put somewhere, and has an option for each of its keys", () => {
  for (const kind of faultKinds) {
    assert.notDeepEqual(waysFor(kind.type), [], kind.type);
    const command = new Command(kind.type);
    addFaultOptions(command, kind);
    // Two options of one name can't be added.
    for (const way of waysFor(kind.type)) way.addOptions(command);
    const names = command.options.map(({ long }) => long?.slice(2));
    for (const key of Object.keys(kind.params.shape)) assert.ok(names.includes(key), `${kind.type} --${key}`);
  }
});

test("values are read as a file would have them: numbers, shares, lists, durations", () => {
  assert.deepEqual(typed("latency", "--latency", "300ms", "--toxicity", "50%").params, {
    latency: 300,
    jitter: 0,
    stream: "downstream",
    toxicity: 0.5,
  });
  assert.equal((typed("latency", "--latency", "1s", "--toxicity", "0.5").params as { toxicity: number }).toxicity, 0.5);
  const replay = typed("latency", "--latency", "like: ./runs/old, edge: a -> b, phase: fault, factor: 2").params;
  assert.deepEqual((replay as { latency: object }).latency, {
    like: "./runs/old",
    edge: "a -> b",
    phase: "fault",
    factor: 2,
  });
  const { latency } = typed("latency", "--latency", "p50: 38ms, p99.9: 2.8s").params as { latency: object };
  assert.deepEqual(latency, [
    [0.5, 38],
    [0.999, 2800],
  ]);
  assert.deepEqual(typed("scale", "--to", "3").params, { to: 3 });
  assert.deepEqual(typed("container-kill", "--containers", "app, sidecar").params, { containers: ["app", "sidecar"] });
  assert.deepEqual(
    typed("http-lost-answer", "--hang", "--calls", "3, 5-7", "--header", "X-Tenant: gold*, A: 1").params,
    {
      hang: true,
      calls: [3, "5-7"],
      header: { "X-Tenant": "gold*", A: "1" },
    },
  );
  assert.throws(() => typed("http-abort", "--header", "X-Tenant"), /inject http-abort: header/);
  assert.equal((typed("bandwidth", "--rate", "100KB/s").params as { rate: number }).rate, 100_000);
});

test("keys that go with an edge or a service alone are refused on the other", () => {
  const abort = faultKinds.find(({ type }) => type === "http-abort");
  assert.ok(abort);
  assert.throws(
    () => typed("http-abort", "--port", "80"),
    /inject http-abort: port: http-abort has no port on an edge/,
  );
  const message = /port: found nothing; on a service http-abort needs it: port: 8080\n.*first: .* on an edge alone/;
  assert.throws(() => readFault(abort, { first: "2" }, service, 1000), message);
});

test("a mode is a word, a number or a share", () => {
  assert.deepEqual(typed("pause").mode, { kind: "one" });
  assert.deepEqual(typed("pause", "--mode", "all").mode, { kind: "all" });
  assert.deepEqual(typed("pause", "--mode", "2").mode, { kind: "fixed", count: 2 });
  assert.deepEqual(typed("pause", "--mode", "50%").mode, { kind: "percent", percent: 50 });
  assert.throws(() => typed("pause", "--mode", "some"), /inject pause: mode: found "some" \(allowed: one, all\)/);
  assert.throws(() => typed("scale", "--to", "many"), /inject scale: to: found "many"/);
});
