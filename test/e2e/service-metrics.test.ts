import assert from "node:assert/strict";
import { test } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { writePairExperiment } from "./pair-experiment.ts";

test("a run aborts on what a service says on its own metrics page", { timeout: 60_000 }, async (context) => {
  const folder = await temporaryFolder(context);
  const file = await writePairExperiment(folder, {
    signals: { busy: { metric: "pool_active_requests", of: "front", every: "100ms" } },
    phases: { baseline: "2s", fault: "20s", recovery: "2s" },
    "steady-state": ["busy.value < 20"],
    faults: [{ type: "pause", on: "back" }],
    abort: ["busy.value > 40 over 500ms"],
  });
  const { code, stdout, stderr } = await startBrownout(context, ["run", file, "--json"], folder).ended;
  assert.equal(code, 2, stderr + stdout);
  const { stop, criteria } = JSON.parse(stdout);
  assert.ok(stop.judgement.measured > 40, stdout);
  assert.ok(criteria[0].judgement.measured < 20, stdout);
});
