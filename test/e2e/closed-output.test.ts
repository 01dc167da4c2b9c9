import assert from "node:assert/strict";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { spawnBrownout, startBrownout } from "./brownout-process.ts";
import { untilNothingRuns } from "./leftovers.ts";
import { writePairExperiment } from "./pair-experiment.ts";

/** The machine may be busy. */
const GONE_WITHIN_MS = 20_000;

/** Output that says how a run goes on, by the options that it is started with. */
const cases = [
  { output: "stdout", options: [] },
  { output: "stderr", options: ["--json"] },
] as const;

for (const { output, options } of cases) {
  test(`a run whose ${output} nobody reads any more undoes and ends`, { timeout: 60_000 }, async (context) => {
    const folder = await temporaryFolder(context);
    const runs = join(folder, "runs");
    const phases = { baseline: "500ms", fault: "60s", recovery: "1s" };
    const experiment = await writePairExperiment(folder, { phases });
    const child = spawnBrownout(context, ["run", experiment, "--runs", runs, ...options]);
    let said = "";
    for await (const data of child[output]) {
      said += data;
      // Leaving the loop closes it.
      if (said.includes("took effect")) break;
    }
    const [code] = child.exitCode === null ? await once(child, "exit") : [child.exitCode];
    assert.equal(code, 143, said);
    await untilNothingRuns(folder, GONE_WITHIN_MS);
    const recovered = await startBrownout(context, ["recover", "--runs", runs]).ended;
    assert.equal(recovered.code, 0, recovered.stderr);
    assert.doesNotMatch(recovered.stdout, /took out/);
  });
}
