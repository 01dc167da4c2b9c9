import assert from "node:assert/strict";
import { test } from "node:test";
import { renderJson } from "../../src/report/json.ts";
import { everything } from "./samples/everything.ts";
import { guarded, unprotected, unsteady } from "./samples/results.ts";

const parse = (...args: Parameters<typeof renderJson>) => JSON.parse(renderJson(...args));

test("the verdict, the origin by its edge and the run's folder come first", () => {
  const json = parse(unprotected, "/runs/20250614-091502-k3f9");
  assert.deepEqual(Object.keys(json).slice(0, 10), [
    "formatVersion",
    "verdict",
    "exitCode",
    "reasons",
    "origin",
    "originKind",
    "originService",
    "originEvidence",
    "run",
    "runId",
  ]);
  assert.equal(json.verdict, "aborted");
  assert.equal(json.exitCode, 2);
  assert.equal(json.origin, "checkout -> pricing");
  assert.deepEqual(json.originEvidence, unprotected.origin?.evidence);
  assert.equal(json.run, "/runs/20250614-091502-k3f9");
  assert.equal(json.runId, "20250614-091502-k3f9");
});

test("everything else is as in the result", () => {
  const result = { ...guarded, criteria: [] };
  const { run: _run, origin: _origin, ...rest } = result;
  const { formatVersion, run, runId, origin, originKind, originService, originEvidence, ...json } = parse(result, "/r");
  assert.equal(formatVersion, 1);
  assert.deepEqual(json, rest);
  assert.deepEqual(
    [run, runId, origin, originKind, originService],
    ["/r", result.run, "checkout -> pricing", "edge", null],
  );
  assert.deepEqual(originEvidence, result.origin?.evidence);
});

test("without an origin it is null, and nothing speaks for one", () => {
  const { origin, originEvidence, recovery } = parse(unsteady, "/r");
  assert.deepEqual({ origin, originEvidence, recovery }, { origin: null, originEvidence: [], recovery: null });
});

test("measured numbers have six digits, counts all of theirs", () => {
  const [result] = everything;
  assert.ok(result);
  const { started, p50Ms, ratePerS } = parse(result, "/r").signals.shoppers.fault;
  assert.deepEqual({ started, p50Ms, ratePerS }, { started: 12_345_678, p50Ms: 27_351.7, ratePerS: 0.333333 });
});
