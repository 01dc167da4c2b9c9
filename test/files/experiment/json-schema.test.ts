import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv } from "ajv";
import { load } from "js-yaml";
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

/** The schema as an editor uses it; some of its words are for editors alone. */
const editor = new Ajv({
  allErrors: true,
  strict: false,
  logger: false,
});
const validate = editor.compile(schema);
const accepts = (text: string) => validate(load(text));
/** The paths at which an editor shows that something is wrong. */
const wrongAt = (text: string) => {
  validate(load(text));
  return [
    ...new Set((validate.errors ?? []).filter(({ keyword }) => keyword !== "if").map((error) => error.instancePath)),
  ];
};

test("takes the example of the design", () => assert.ok(accepts(example)));

test("takes comparisons of two arms, and no others", () => {
  const expecting = (criterion: string) => example.replace("expect:\n", `expect:\n  - ${criterion}\n`);
  for (const other of ["1.2 x shoppers.control.p95", "1.2x shoppers.control.p95", "shoppers.control.p95 + 1%"]) {
    assert.ok(accepts(expecting(`shoppers.treated.p95 < ${other}`)), other);
  }
  assert.deepEqual(wrongAt(expecting("shoppers.treated.p95 < 1.2 x 300ms")), ["/expect/0"]);
});

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

test("says that something is wrong where it is, and nowhere else", () => {
  for (const [part, by, at] of [
    ["type: latency", "type: latncy", "/faults/0/type"],
    ["type: latency\n    on: checkout -> pricing", "type: kill\n    on: pricing", "/faults/0"],
    ["  jitter: 100ms", "  mode: { fixd: 2 }", "/faults/0/mode"],
    ["rate: 200/s", "rate: { poison: 200/s }", "/load/shoppers/rate"],
    ["rate: 200/s", "rate: { ramp: { from: 1/s, to: 5/s, over: 5 } }", "/load/shoppers/rate/ramp/over"],
    ["compose: ../docker-compose.yml", "compose: { file: x.yml, proxy: toxi }", "/system/compose/proxy"],
  ] as const) {
    assert.ok(example.includes(part), part);
    assert.deepEqual(wrongAt(example.replace(part, by)), [at], by);
  }
});
