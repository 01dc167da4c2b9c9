import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "js-yaml";
import { z } from "zod";
import { experimentTypes, experimentTypesText } from "../../../scripts/experiment-types.ts";
import { faultKinds } from "../../../src/faults/kinds.ts";
import { experimentJsonSchema } from "../../../src/files/experiment/json-schema.ts";
import { example } from "./stand-ins.ts";

const schema = experimentJsonSchema(faultKinds);

test("schema/experiment.schema.json is fresh", () => {
  const committed = readFileSync(new URL("../../../schema/experiment.schema.json", import.meta.url), "utf8");
  const refresh = "run: node_modules/.bin/node src/cli.ts schema > schema/experiment.schema.json";
  assert.deepEqual(JSON.parse(committed), JSON.parse(JSON.stringify(schema)), refresh);
});

test("src/library/experiment-input.ts, the same as types, is fresh", () => {
  assert.equal(readFileSync(experimentTypes, "utf8"), experimentTypesText(), "run: npm run types:experiment");
});

/** The schema as an editor uses it. */
const editor = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
const accepts = (text: string) => editor.safeParse(load(text)).success;

test("takes the example of the design", () => assert.ok(accepts(example)));

test("takes variables in place of numbers and durations", () => {
  assert.ok(accepts(`${example.replace("200/s", `"\${RATE}"`).replace("2800ms", `\${SLOW:-1s}`)}seed: \${SEED}\n`));
});

test("refuses what the format refuses", () => {
  for (const [part, by] of [
    ["owner:", "ownr:"],
    ["2800ms", "2800"],
    ["2800ms", "2800 ms"],
    ["200/s", "200"],
    ["type: latency", "type: latncy"],
    ["on: checkout -> pricing", "on: pricing"],
    ["shoppers.p95 < 300ms", "p95 < 300ms"],
    ["  shoppers:", "  Shoppers:"],
    ["  jitter: 100ms", "  mode: some"],
  ] as const) {
    assert.ok(example.includes(part), part);
    assert.ok(!accepts(example.replace(part, by)), by);
  }
});
