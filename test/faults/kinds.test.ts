import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { z } from "zod";
import { experimentsPage, experimentsPageText } from "../../scripts/fault-tables.ts";
import { chaosRecipes } from "../../src/faults/chaos-mesh/recipes.ts";
import { faultKinds } from "../../src/faults/kinds.ts";
import { podFaults } from "../../src/faults/pods/pod-recipes.ts";
import { madeOfToxics } from "../../src/faults/toxiproxy/list.ts";
import { toxicsOf } from "../../src/faults/toxiproxy/toxic-kind.ts";
import { effectCases } from "../contract/fault-effects.ts";

function kindOf(type: string) {
  const kind = faultKinds.find((one) => one.type === type);
  assert.ok(kind, type);
  return kind;
}

function messages(type: string, params: object): string[] {
  const { error } = kindOf(type).params.safeParse(params);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

function toxicsFor(type: string, params: object) {
  const kind = madeOfToxics.find((one) => one.type === type);
  return kind && toxicsOf(kind, kind.params.parse(params), "group");
}

test("docs/writing-experiments.md has the tables that `npm run docs:faults` makes", () => {
  const page = readFileSync(experimentsPage, "utf8");
  assert.equal(page, experimentsPageText(page));
});

test("a cluster makes no type that no kind has", () => {
  const types = new Set(faultKinds.map(({ type }) => type));
  for (const { type } of [...podFaults, ...chaosRecipes]) assert.ok(types.has(type), type);
});

describe("every kind of fault", () => {
  test("has a type of its own", () => {
    const types = faultKinds.map(({ type }) => type);
    assert.equal(new Set(types).size, types.length);
  });

  for (const kind of faultKinds) {
    test(`${kind.type} explains itself, and its keys go into a JSON Schema`, () => {
      const { does, undo, proof } = kind.explain(kind.params.parse(effectCases[kind.type]?.params));
      for (const sentence of [kind.summary, does, undo, proof]) assert.match(sentence, /^\S.*\S$/);
      const schema = z.toJSONSchema(kind.params, { io: "input" });
      assert.equal(schema.additionalProperties, false);
    });
  }
});

describe("the keys of a fault", () => {
  test("become what Toxiproxy takes", () => {
    const whole = { stream: "downstream", toxicity: 1 };
    assert.deepEqual(toxicsFor("latency", { latency: "2.8s", jitter: "100ms", toxicity: "50%", stream: "upstream" }), [
      { type: "latency", stream: "upstream", toxicity: 0.5, attributes: { latency: 2800, jitter: 100 } },
    ]);
    assert.deepEqual(toxicsFor("bandwidth", { rate: "1.5MB/s" }), [
      { type: "bandwidth", ...whole, attributes: { rate: 1500 } },
    ]);
    assert.deepEqual(toxicsFor("slow-close", { delay: "1s" }), [
      { type: "slow_close", ...whole, attributes: { delay: 1000 } },
    ]);
    assert.deepEqual(toxicsFor("timeout", {}), [{ type: "timeout", ...whole, attributes: { timeout: 0 } }]);
    assert.deepEqual(toxicsFor("reset", { after: "2s", toxicity: 0.25 }), [
      { type: "reset_peer", stream: "downstream", toxicity: 0.25, attributes: { timeout: 2000 } },
    ]);
    assert.deepEqual(toxicsFor("slicer", { size: "1KiB", variation: "24B", delay: "1.5ms" }), [
      { type: "slicer", ...whole, attributes: { average_size: 1024, size_variation: 24, delay: 1500 } },
    ]);
    assert.deepEqual(toxicsFor("limit", { bytes: "64KB" }), [
      { type: "limit_data", ...whole, attributes: { bytes: 64_000 } },
    ]);
    const chosen = {
      method: "GET",
      path: "/a*",
      header: { "X-Tenant": "gold*" },
      share: "10%",
      first: 2,
      after: 1,
      every: 3,
    };
    assert.deepEqual(toxicsFor("http-status", { status: 503, ...chosen, calls: [3, "4", "5-7"], per: "trace" }), [
      {
        type: "http_status",
        ...whole,
        attributes: { ...chosen, share: 0.1, calls: [3, 4, "5-7"], per: "trace", status: 503, group: "group" },
      },
    ]);
    assert.deepEqual(toxicsFor("http-lost-answer", {}), [
      { type: "http_lost_answer", ...whole, attributes: { hang: false, group: "group" } },
    ]);
    assert.deepEqual(toxicsFor("http-header", { remove: ["A"] }), [
      { type: "http_header", ...whole, attributes: { on: "request", set: {}, remove: ["A"], group: "group" } },
    ]);
  });

  test("are explained in plain words", () => {
    const does = (type: string, params: object) => kindOf(type).explain(kindOf(type).params.parse(params)).does;
    assert.equal(does("latency", { latency: "2800ms", jitter: "100ms" }), "adds 2.8s ± 100ms to all answers");
    assert.equal(
      does("latency", { latency: "50ms", stream: "upstream", toxicity: 0.333 }),
      "adds 50ms to all requests on 33.3 % of the connections",
    );
    assert.equal(does("timeout", {}), "swallows all answers and never closes the connection");
    assert.equal(does("timeout", { timeout: "5s" }), "swallows all answers and closes the connection 5s later");
    assert.equal(does("http-status", { status: 503 }), "answers all requests with 503; the callee isn't asked");
    assert.equal(
      does("http-status", { status: 503, method: "POST", path: "/charge*", share: "10%", per: "trace" }),
      "answers 10 % of all requests to POST /charge* of each trace with 503; the callee isn't asked",
    );
    assert.equal(
      does("http-status", { status: 503, port: 8080, path: "/a" }),
      "gives the answers to all requests to /a on port 8080 the status 503",
    );
    assert.equal(
      does("http-delay", { delay: "1s", first: 2, after: 10, per: "header Idempotency-Key" }),
      "holds the first 2 requests behind the first 10 of each Idempotency-Key for 1s",
    );
    assert.equal(
      does("http-status", { status: 503, first: 1, per: "trace" }),
      "answers the first of the requests of each trace with 503; the callee isn't asked",
    );
    assert.equal(
      does("http-abort", { calls: [3, "5-7"], header: { "X-Tenant": "gold*" } }),
      "resets the connection of numbers 3, 5-7 of all requests with X-Tenant: gold*, before the callee is asked",
    );
    assert.equal(
      does("http-header", { message: "answer", set: { A: "1" }, remove: ["B"], every: 3 }),
      "sets A: 1 and removes B on the answers to one in 3 of the requests",
    );
    assert.equal(does("terminate", { grace: "3s" }), "ends the process (SIGTERM, after 3s SIGKILL)");
  });

  test("say what was found and what is allowed", () => {
    assert.match(messages("latency", { latency: 2800 })[0] ?? "", /^latency: .*2800.*unit.*250ms/);
    assert.match(messages("latency", { latency: "0ms" })[0] ?? "", /^latency: .*0ms.*least/);
    assert.match(messages("latency", {})[0] ?? "", /^latency: /);
    assert.match(messages("bandwidth", { rate: "100KB" })[0] ?? "", /^rate: .*100KB.*100KB\/s/);
    assert.match(messages("bandwidth", { rate: "10B/s" })[0] ?? "", /^rate: .*1KB\/s at least/);
    assert.match(messages("limit", { bytes: "10 parsecs" })[0] ?? "", /^bytes: .*parsecs.*KiB/);
    assert.match(messages("limit", { bytes: "10constructor" })[0] ?? "", /^bytes: /);
    for (const toxicity of [0, 1.5, -1, "0%", "101%", "half", Number.NaN, null]) {
      assert.match(messages("reset", { toxicity })[0] ?? "", /^toxicity: .*50%/);
    }
    assert.deepEqual(messages("slicer", { size: "10B", variation: "10B" }), [
      "variation: a piece can't vary by as much as its size; variation must be smaller than size",
    ]);
    assert.equal(messages("timeout", { stream: "sideways" }).length, 1);
    for (const calls of [[], [0], ["7-5"], ["0-3"], [1.5], "3", ["a"]]) {
      assert.match(messages("http-abort", { calls })[0] ?? "", /^calls/, JSON.stringify(calls));
    }
    assert.match(messages("http-abort", { path: "checkout" })[0] ?? "", /^path: a path begins with a slash/);
    assert.match(messages("http-abort", { per: "user" })[0] ?? "", /^per: say `trace`, or `header`/);
    assert.match(messages("http-status", { status: 100 })[0] ?? "", /^status: /);
    assert.match(
      messages("http-status", { status: 503, headers: { A: "b\r\nC: d" } })[0] ?? "",
      /^headers.A: .*one line/,
    );
    assert.match(messages("http-header", { remove: ["Content-Length"] })[0] ?? "", /where a message ends/);
    assert.match(messages("http-header", {})[0] ?? "", /^set: nothing is set and nothing removed/);
    assert.equal(messages("kill", { grace: "1s" }).length, 1);
  });
});

test("a toxic of a kind is of one of the types that the kind names", () => {
  for (const kind of madeOfToxics) {
    const { params, onEdge = params } = effectCases[kind.type] ?? {};
    const named = kind.toxicTypes.map(({ type }) => type);
    for (const { type } of toxicsOf(kind, kind.params.parse(onEdge), "")) assert.ok(named.includes(type), kind.type);
  }
});
