import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import type { Log } from "sarif";
import type { RunResult } from "../../../src/judge/history/result.ts";
import type { ReportedRun } from "../../../src/report/formats/format.ts";
import { renderSarif } from "../../../src/report/formats/sarif.ts";
import { reported } from "../samples/reported.ts";
import { guarded, leftovers, unprotected, unsteady } from "../samples/results.ts";

async function resultsOf(run: ReportedRun) {
  const log: Log = JSON.parse(await renderSarif(run));
  return log.runs[0]?.results ?? assert.fail("it has no results");
}

/** The line of the experiment that each finding is at, and its level. */
async function linesOf(result: RunResult) {
  const run = reported(result);
  const lines = run.experiment?.text.split("\n") ?? [];
  return (await resultsOf(run)).map(({ level, ruleId, locations }) => {
    const place = locations?.[0]?.physicalLocation;
    assert.equal(place?.artifactLocation?.uri, "experiments/shop/pricing%20slow.yaml");
    return [ruleId, level, lines[(place?.region?.startLine ?? 0) - 1]?.trim()];
  });
}

test("what did not hold is an error at its own line, what could not be told a warning", async () => {
  assert.deepEqual(await linesOf(unprotected), [
    ["abort", "error", '- "shoppers.p99 > 9s over 5s"'],
    ["expect", "error", '- "shoppers.error_rate < 1%"'],
    ["expect", "error", '- "shoppers.p95 < 300ms"'],
    ["expect", "warning", '- "shoppers.recovery < 10s"'],
    ["expect", "error", '- "(checkout -> pricing).amplification < 1.5"'],
    ["recovery", "error", "phases: { baseline: 10s, fault: 30s, recovery: 20s }"],
    ["verdict", "error", "name: pricing-slow-unprotected"],
  ]);
  assert.deepEqual(await linesOf(guarded), []);
});

test("an inconclusive run is never empty, nor is one that left something in", async () => {
  assert.ok((await linesOf(unsteady)).some(([rule, level]) => rule === "verdict" && level === "warning"));
  assert.deepEqual((await linesOf(leftovers)).slice(0, 1), [
    ["undo", "error", "- { type: latency, on: checkout -> pricing }"],
  ]);
});

test("names the copy in the run's folder where it isn't known what that was of, and no place where nobody wrote it", async () => {
  const { experiment, ...run } = reported(unprotected);
  assert.ok(experiment);
  const uriOf = async (source: typeof experiment) =>
    (await resultsOf({ ...run, experiment: source }))[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
  assert.equal(await uriOf({ ...experiment, path: "/runs/a b/experiment.yaml" }), "file:///runs/a%20b/experiment.yaml");
  assert.equal(await uriOf({ ...experiment, hasLines: false }), undefined);
  assert.deepEqual((await resultsOf(run))[0]?.locations, []);
});

test("is valid by the standard's schema", async () => {
  const path = fileURLToPath(import.meta.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));
  // Draft 4 and 7 don't differ in what it uses.
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(path, "utf8"));
  const ajv = new Ajv({ strict: false, logger: false, unicodeRegExp: false });
  formats.default(ajv);
  const validate = ajv.compile(schema);
  for (const result of [unprotected, guarded, leftovers, unsteady]) {
    assert.ok(validate(JSON.parse(await renderSarif(reported(result)))), ajv.errorsText(validate.errors));
  }
  assert.ok(!validate({ version: "2.1.0", runs: [{}] }));
});
