import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { explanationOf } from "../../src/report/explanation/explanation.ts";
import { renderExplanationJson } from "../../src/report/explanation/explanation-json.ts";
import { renderPlanJson } from "../../src/report/plan-json.ts";
import { twoFaults } from "./samples/plans.ts";

const asIs = (text: string) => text;

describe("a plan as JSON", () => {
  const document = JSON.parse(renderPlanJson(twoFaults, asIs));

  test("has the phases one after the other, and each fault at its time of the run", () => {
    assert.deepEqual(document.phases, [
      { name: "warm-up", fromMs: 0, lengthMs: 5_000 },
      { name: "baseline", fromMs: 5_000, lengthMs: 10_000 },
      { name: "fault", fromMs: 15_000, lengthMs: 30_000 },
      { name: "recovery", fromMs: 45_000, lengthMs: 20_000 },
    ]);
    const [latency] = document.faults;
    assert.deepEqual(latency, {
      id: "latency-1",
      type: "latency",
      on: "checkout -> pricing",
      fromMs: 15_000,
      lengthMs: 30_000,
      replicas: [],
      draw: null,
      means: "toxic in the embedded proxy",
      does: "adds 2.8s ± 100ms to all answers",
      undo: "removes the toxic",
      proof: "the proxy counts the answers that the toxic delayed",
    });
    assert.equal(document.faults.length, twoFaults.faults.length);
    assert.deepEqual(document.blastRadius, twoFaults.blastRadius);
    assert.deepEqual(
      document.expect,
      twoFaults.experiment.expect.map(({ text }) => text),
    );
  });

  test("has no value that must not be shown, in the same places", () => {
    const conceal = (text: string) => text.replaceAll("checkout", "${NAME}");
    const concealed = JSON.parse(renderPlanJson(twoFaults, conceal));
    assert.doesNotMatch(JSON.stringify(concealed), /checkout/);
    assert.equal(concealed.faults[0].on, "${NAME} -> pricing");
    assert.deepEqual(Object.keys(concealed), Object.keys(document));
    assert.doesNotMatch(renderExplanationJson(twoFaults, conceal), /checkout/);
  });

  test("in prose is what people read", () => {
    const { sections } = JSON.parse(renderExplanationJson(twoFaults, asIs));
    assert.deepEqual(sections, JSON.parse(JSON.stringify(explanationOf(twoFaults))));
  });
});
