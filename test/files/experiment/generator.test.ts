import assert from "node:assert/strict";
import { test } from "node:test";
import { experimentRecord } from "../../../src/judge/plan/experiment-record.ts";
import { example, parse } from "./stand-ins.ts";

const text = example.replace("request: POST gateway/checkout", "vegeta: targets.txt");
const readText = (path: string) => ({ path: `there/${path}`, text: "" });

test("a load that vegeta sends has its targets from the experiment's folder, also in the journal", () => {
  const [load] = experimentRecord.parse(JSON.parse(JSON.stringify(parse(text, { readText })))).loads;
  assert.deepEqual(load?.generator, { program: "vegeta", file: "there/targets.txt" });
  assert.deepEqual(load?.requests, []);
});

test("a load that vegeta sends can't have what only brownout does, nor targets that aren't there", () => {
  for (const [more, message] of [
    ["    rate: { poisson: 5/s }", /vegeta sends evenly here: write a rate such as 200\/s/],
    ["    rate: 5/s\n    retry: { count: 1 }", /retry has no meaning beside vegeta/],
    ["    rate: 5/s\n    traceparent: false", /traceparent has no meaning beside vegeta/],
    ["    rate: 5/s\n    request: GET gateway/checkout", /a load has one of .*vegeta/],
  ] as const) {
    const written = text.replace("    rate: 200/s", more);
    assert.throws(() => parse(written, { readText }), { message });
  }
  assert.throws(() => parse(text), { message: /shoppers\.vegeta: there is no file targets.txt/ });
});
