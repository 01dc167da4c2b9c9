import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { explainCommand } from "../../src/cli/commands/explain.ts";
import type { Experiment } from "../../src/files/experiment/experiment.ts";
import type { SystemSpec } from "../../src/files/experiment/system-spec.ts";
import { makePlan } from "../../src/judge/plan/make-plan.ts";
import { type CriterionList, criterionInWords } from "../../src/report/explanation/criterion-in-words.ts";
import { renderExplanation } from "../../src/report/terminal/explanation.ts";
import { criterionOf } from "../judge/criteria/make.ts";
import { capabilities, experimentOf, kill, kinds } from "../judge/plan/plan-input.ts";
import { runCommand } from "../support/run-command.ts";
import { assertExpected } from "./expected.ts";
import { twoFaults } from "./samples/plans.ts";

/** The explanation as one line, to be looked at for sentences. */
function explained(given: Parameters<typeof experimentOf>[0], able = capabilities): string {
  const lines = renderExplanation(makePlan(experimentOf(given), able, kinds), { columns: 200, colour: false });
  return lines.map((line) => line.trim()).join(" ");
}

test("a plan explained, as text to read", () => {
  const lines = renderExplanation(twoFaults, { columns: 200, colour: false });
  assert.ok(lines.every((line) => line.length <= 80));
  assertExpected("explanation", lines);
});

test("the command explains a file for the platform that it is planned for", async () => {
  const { out, exitCode } = await runCommand(explainCommand, "experiments/pricing-slow-protected.yaml");
  assert.equal(exitCode, 0);
  assert.match(out.replace(/\s+/g, " "), /200 requests a second, evenly spaced, 8,800 when it runs to its end/);
});

describe("a criterion in words", () => {
  const loads = experimentOf().loads;
  const cases: readonly (readonly [string, CriterionList, string])[] = [
    ["shoppers.error_rate < 0.07%", "expect", "less than 0.07 % of the requests of shoppers fail"],
    [
      "shoppers.p99.9 > 9.25s over 5s",
      "abort",
      "the slowest 0.1 % of the requests of shoppers take more than 9.25 s, over the last 5 s",
    ],
    [
      "shoppers.p95 <= 300ms over 5s",
      "expect",
      "95 % of the requests of shoppers take at most 300 ms, in every 5 s of the fault phase",
    ],
    ["shoppers.rate >= 190/s", "expect", "at least 190 of the requests of shoppers end a second"],
    [
      "shoppers.recovery < 2m30s",
      "expect",
      "steady state is back less than 2 min 30 s after the last fault began to be taken out",
    ],
    [
      "(a -> b).in_flight > 1500 for 1s",
      "abort",
      "more than 1,500 of the calls of a to b are under way at once, for 1 s without a break",
    ],
    ["(a -> b).amplification < 1.5", "expect", "a makes less than 1.5 calls to b for each request that came in to it"],
  ];
  for (const [text, list, words] of cases) {
    test(text, () => assert.equal(criterionInWords(criterionOf(text), list, loads), `${text}: ${words}`));
  }
});

describe("what an explanation says of the system", () => {
  const compose = { files: ["compose.yaml"], existing: true, proxy: "redirect", edges: {} } as const;
  const kubernetes = { manifests: [], selectors: {}, reach: { by: "service-proxy" }, allowNamespace: false } as const;
  const systems: readonly (readonly [string, SystemSpec, RegExp])[] = [
    ["compose", { compose }, /takes the Docker Compose project of compose\.yaml as it runs, and lets it run on\./],
    ["compose", { compose: { ...compose, existing: false } }, /and takes it down after the run/],
    ["kubernetes", { kubernetes }, /takes what runs in a namespace of a cluster as it is, and lets it run on\./],
    ["kubernetes", { kubernetes: { ...kubernetes, manifests: ["k8s/"] } }, /applies k8s\/ to a namespace/],
    ["external", { external: { services: {}, edges: [], proxies: [] } }, /takes what runs already as it is/],
  ];
  for (const [platform, system, said] of systems) {
    test(`${platform}: ${said.source}`, () => {
      assert.match(explained({ system, faults: [kill] }, { ...capabilities, platform }), said);
    });
  }
});

test("an explanation keeps no doubt back: loads that nothing judges, edges that nothing measures, no abort", () => {
  const [shoppers] = experimentOf().loads;
  const loads: Experiment["loads"] = shoppers === undefined ? [] : [shoppers, { ...shoppers, name: "readers" }];
  const edgesUnseen = { why: "no proxy is on them", instead: "plan it elsewhere" };
  const text = explained({ loads, abort: [] }, { ...capabilities, edgesUnseen });
  assert.match(text, /whether readers is served well: no criterion speaks of it/);
  assert.doesNotMatch(text, /whether shoppers is served well/);
  assert.match(text, /which edge slowed first: no proxy is on them/);
  assert.match(text, /the experiment has no abort criteria/);
  assert.doesNotMatch(text, /aborted \(2\)/);
});
