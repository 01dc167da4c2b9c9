import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { z } from "zod";
import { comparisonJsonSchema } from "../../src/report/compare/comparison-schema.ts";
import { resultDocument } from "../../src/report/json.ts";
import { resultJsonSchema } from "../../src/report/result-schema.ts";
import { assertResultDocument } from "../support/result-schema.ts";
import { everything } from "./samples/everything.ts";
import { broken, guarded, leftovers, unprotected, unsteady } from "./samples/results.ts";

for (const [name, schema] of [
  ["result", resultJsonSchema("any")],
  ["comparison", comparisonJsonSchema("any")],
] as const) {
  test(`schema/${name}.schema.json is fresh`, () => {
    const committed = readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), "utf8");
    const refresh = `run: node_modules/.bin/node src/cli.ts schema ${name} > schema/${name}.schema.json`;
    assert.deepEqual(JSON.parse(committed), JSON.parse(JSON.stringify(schema)), refresh);
  });
}

test("knows every field of a result, and takes none that it doesn't know", () => {
  for (const result of [...everything, unprotected, guarded, leftovers, unsteady, broken]) {
    assertResultDocument(resultDocument(result, "/runs/x"));
  }
  const [result] = everything;
  assert.ok(result);
  const document = resultDocument(result, "/runs/x");
  for (const changed of [
    { ...document, more: 1 },
    { ...document, criteria: [{ ...document.criteria[0], more: 1 }] },
    { ...document, harness: { ...document.harness, more: 1 } },
    { ...document, formatVersion: 2 },
    { ...document, verdict: "passed" },
    { ...document, durationMs: "1 s" },
  ]) {
    assert.throws(() => assertResultDocument(changed));
  }
});

test("lets a later version add fields, as published", () => {
  const schema = z.fromJSONSchema(resultJsonSchema("any") as Parameters<typeof z.fromJSONSchema>[0]);
  const document = resultDocument(guarded, "/runs/x");
  assert.ok(schema.safeParse({ ...document, more: 1 }).success);
  assert.ok(!schema.safeParse({ ...document, verdict: undefined }).success);
});
