import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { z } from "zod";
import { experimentsPage, experimentsPageText } from "../../scripts/fault-tables.ts";
import { chaosRecipes } from "../../src/faults/chaos-mesh/recipes.ts";
import { faultKinds } from "../../src/faults/kinds.ts";
import { podFaults } from "../../src/faults/pods/pod-recipes.ts";
import { toxicKinds } from "../../src/faults/toxiproxy/list.ts";
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

function toxicsOf(type: string, params: object) {
  return toxicKinds.find((one) => one.type === type)?.toxics(kindOf(type).params.parse(params));
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
    assert.deepEqual(toxicsOf("latency", { latency: "2.8s", jitter: "100ms", toxicity: "50%", stream: "upstream" }), [
      { type: "latency", stream: "upstream", toxicity: 0.5, attributes: { latency: 2800, jitter: 100 } },
    ]);
    assert.deepEqual(toxicsOf("bandwidth", { rate: "1.5MB/s" }), [
      { type: "bandwidth", ...whole, attributes: { rate: 1500 } },
    ]);
    assert.deepEqual(toxicsOf("slow-close", { delay: "1s" }), [
      { type: "slow_close", ...whole, attributes: { delay: 1000 } },
    ]);
    assert.deepEqual(toxicsOf("timeout", {}), [{ type: "timeout", ...whole, attributes: { timeout: 0 } }]);
    assert.deepEqual(toxicsOf("reset", { after: "2s", toxicity: 0.25 }), [
      { type: "reset_peer", stream: "downstream", toxicity: 0.25, attributes: { timeout: 2000 } },
    ]);
    assert.deepEqual(toxicsOf("slicer", { size: "1KiB", variation: "24B", delay: "1.5ms" }), [
      { type: "slicer", ...whole, attributes: { average_size: 1024, size_variation: 24, delay: 1500 } },
    ]);
    assert.deepEqual(toxicsOf("limit", { bytes: "64KB" }), [
      { type: "limit_data", ...whole, attributes: { bytes: 64_000 } },
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
    assert.equal(messages("kill", { grace: "1s" }).length, 1);
  });
});

test("a toxic of a kind is of one of the types that the kind names", () => {
  for (const { type, params, toxics, toxicTypes } of toxicKinds) {
    const named = toxicTypes.map((one) => one.type);
    for (const toxic of toxics(params.parse(effectCases[type]?.params))) assert.ok(named.includes(toxic.type), type);
  }
});
