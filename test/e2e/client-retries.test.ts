import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const options = { timeout: 60_000 };

/** A run in which `back` is gone in the fault phase, so that every answer of `front` is a failure. */
async function runWithoutBack(context: TestContext, changes: Record<string, unknown>) {
  const folder = await temporaryFolder(context);
  const runs = join(folder, "runs");
  const file = await writePairExperiment(folder, {
    faults: [{ type: "kill", on: "back", mode: "all" }],
    phases: { baseline: "1s", fault: "2s", recovery: "1s" },
    ...changes,
  });
  const { stdout, stderr } = await startBrownout(context, ["run", file, "--json", "--runs", runs]).ended;
  assert.ok(stdout !== "", stderr);
  const result = JSON.parse(stdout);
  const report = await startBrownout(context, ["report", result.runId, "--json", "--runs", runs]).ended;
  assert.deepEqual(JSON.parse(report.stdout).signals, result.signals, "the journal keeps all of it");
  return result;
}

test(
  "people who try three times again bring four calls each to an edge whose end is gone",
  options,
  async (context) => {
    const retry = { count: 3, backoff: "10ms", jitter: "50%", on: ["timeout", "5xx"] };
    const { signals, services, criteria } = await runWithoutBack(context, {
      load: { users: { request: "GET front/", rate: "100/s", timeout: "2s", retry } },
      "steady-state": ["users.p50 < 1s", "users.amplification < 1.1"],
      expect: ["users.amplification > 3", "(front -> back).amplification < 1.1"],
    });
    const { users, "front -> back": edge } = signals;
    assert.deepEqual(
      criteria.map(({ judgement }: { judgement: { holds: string } }) => judgement.holds),
      ["true", "true", "true", "true"],
      JSON.stringify({ users, edge }),
    );
    // Some arrivals of the phase still have attempts to make at its end, and some of its calls are for those before.
    const callsForEach = edge.fault.started / users.fault.started;
    assert.ok(callsForEach > 3.5 && callsForEach < 4.2, `${callsForEach} calls for each arrival`);
    const callsOfFront = edge.fault.started / services.front.fault.started;
    assert.ok(
      callsOfFront > 0.9 && callsOfFront < 1.1,
      "what came in to front are attempts, each of which it calls for",
    );
    assert.ok(users.fault.p50Ms > 35, `pauses of 10, 20 and 40 ms, half of them drawn, took ${users.fault.p50Ms} ms`);
  },
);
