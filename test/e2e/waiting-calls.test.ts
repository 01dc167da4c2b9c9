import assert from "node:assert/strict";
import { test } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { writePairExperiment } from "./pair-experiment.ts";

test("the result names the call that everything waits for while a service is paused", {
  timeout: 60_000,
}, async (t) => {
  const folder = await temporaryFolder(t);
  const file = await writePairExperiment(folder, {
    phases: { baseline: "1s", fault: "2s", recovery: "1s" },
    faults: [{ type: "pause", on: "back" }],
  });
  const { stdout, stderr } = await startBrownout(t, ["run", file, "--json"], folder).ended;
  const { waiting } = JSON.parse(stdout);
  const [{ service, on, count, longestMs }] = waiting;
  assert.deepEqual([waiting.length, service, on], [1, "front", "GET back/"], stdout + stderr);
  // A hundred a second have come in for about a second and a half, none of them answered.
  assert.ok(count > 50, `${count}`);
  assert.ok(longestMs > 500, `${longestMs}`);
});
