import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";

test("the demo measures what the machine holds, says so, and runs at that", { timeout: 180_000 }, async (context) => {
  const folder = await temporaryFolder(context);
  const { child, ended } = startBrownout(context, ["demo", "--runs", join(folder, "runs")]);
  child.stdout?.on("data", (data) => {
    if (String(data).includes("brownout run ")) child.kill("SIGINT");
  });
  const { code, stdout, stderr } = await ended;
  const trials = [...stdout.matchAll(/^ {2}([\d.]+)\/s: p95 .*, errors .*: (held|only just held|too much)$/gm)];
  assert.ok(trials.length > 0, stdout + stderr);
  const [, triedPerS, outcome] = trials.at(-1) ?? [];
  if (outcome === "too much") {
    // A machine that holds nothing is told so, and nothing is run.
    assert.deepEqual([code, trials.length], [3, 4]);
    assert.match(stderr, /doesn't hold the least that the demo needs/);
    assert.doesNotMatch(stdout, /brownout run/);
    return;
  }
  const ratePerS = Number(triedPerS) / 1.25;
  assert.match(stdout, new RegExp(`^Both runs are at ${ratePerS} requests a second`, "m"));
  assert.match(stdout, new RegExp(`^brownout run .*unprotected.yaml --var SHOPPERS_RATE=${ratePerS}/s$`, "m"));
  assert.equal(code, 130);
});
