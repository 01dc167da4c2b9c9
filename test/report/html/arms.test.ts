import assert from "node:assert/strict";
import { test } from "node:test";
import { Markup } from "../../../src/report/html/markup.ts";
import { armsSection } from "../../../src/report/html/sections/arms.ts";
import { simulatedPlan } from "../../run/simulated-plan.ts";
import { guarded } from "../samples/results.ts";

const plan = simulatedPlan();
const split = { ...plan, experiment: { ...plan.experiment, arms: { seed: 1, control: 0.5 } } };

test("a page has the two arms side by side, and what became of the one that was spared", () => {
  const [treated = assert.fail(), control = assert.fail()] = Object.values(guarded.signals);
  const section = armsSection(
    {
      ...guarded,
      signals: { "shoppers.treated": treated, "shoppers.control": control },
      spillover: [{ signal: "shoppers.control", worse: "true", times: { low: 1.4, high: 2.1 }, shared: ["checkout"] }],
    },
    split,
  );
  assert.ok(section instanceof Markup);
  assert.match(section.text, /50 % of the requests of every load/);
  assert.match(
    section.text,
    /<th scope="row">shoppers\.treated<\/th>.*\n?<tr><th scope="row">shoppers\.control<\/th>/s,
  );
  assert.match(section.text, /1\.4 to 2\.1<\/td>/);
  assert.match(
    section.text,
    /its p95 is 1\.4 to 2\.1 times that of the baseline: it did worse than before, .*checkout/,
  );
});

test("a page of loads without arms has nothing of them, and one of a run that ended before has no figures", () => {
  assert.equal(armsSection(guarded, plan), undefined);
  const section = armsSection({ ...guarded, signals: {} }, split);
  assert.ok(section instanceof Markup);
  assert.doesNotMatch(section.text, /<table/);
});
