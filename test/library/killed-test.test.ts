import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { pollUntil } from "../../src/values/clock/poll-until.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { journalsIn, untilNothingRuns } from "../e2e/leftovers.ts";
import { startTwoServices, writeExternalExperiment } from "../e2e/two-services.ts";
import { foreignToxiproxy } from "../support/foreign-toxiproxy.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { ask } from "../support/toxiproxy-http.ts";

const program = fileURLToPath(new URL("fixtures/run-experiment.ts", import.meta.url));
const GONE_WITHIN_MS = 20_000;

/** A process that runs an experiment as a test file would; ended with the test. */
function startTestFile(context: TestContext, file: string, runs: string, checkout: string) {
  const child = spawn(process.execPath, [program, file, runs, checkout], { stdio: ["ignore", "pipe", "pipe"] });
  context.after(() => child.kill("SIGKILL"));
  return { child, ended: Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]) };
}

test("of two test files at once one is killed: its fault comes out, the other goes through all its phases", async (context) => {
  const folder = await temporaryFolder(context);
  const runs = join(folder, "runs");
  const nowhere = { checkout: "http://127.0.0.1:1" };

  const one = await startTwoServices(context);
  const proxy = { name: "checkout-pricing", listen: one.listen, upstream: one.upstream };
  const toxiproxy = await foreignToxiproxy(context, proxy);
  await mkdir(join(folder, "one"));
  const long = { phases: { baseline: "500ms", fault: "10m", recovery: "1s" } };
  const killedFile = await writeExternalExperiment(join(folder, "one"), { services: nowhere, toxiproxy }, long);
  const killed = startTestFile(context, killedFile, runs, one.checkout);

  const two = await startTwoServices(context, 100);
  await mkdir(join(folder, "two"));
  const edges = { "checkout -> pricing": { listen: two.listen, upstream: two.upstream } };
  const short = { phases: { "warm-up": "300ms", baseline: "500ms", fault: "1500ms", recovery: "2s" } };
  const file = await writeExternalExperiment(join(folder, "two"), { services: nowhere, edges }, short);
  const other = startTestFile(context, file, runs, two.checkout);

  const toxics = () => ask<unknown[]>(toxiproxy, "GET /proxies/checkout-pricing/toxics");
  const isIn = async () => {
    assert.equal(killed.child.exitCode, null, await Promise.race([killed.ended.then(String), "running"]));
    return (await toxics()).length > 0;
  };
  assert.ok(await pollUntil(isIn, { clock: systemClock, everyMs: 20, withinMs: 20_000 }), "no toxic was put in");
  killed.child.kill("SIGKILL");
  const [said, complained] = await killed.ended;
  assert.equal(said + complained, "");
  const [result, noise] = await other.ended;
  assert.equal(noise, "");
  const { report, stop, faults, leftBehind } = JSON.parse(result);
  assert.equal(stop, undefined, report);
  assert.equal(faults[0].took, "true", report);
  assert.deepEqual(leftBehind, []);
  // The guardians' command lines have the folder.
  await untilNothingRuns(folder, GONE_WITHIN_MS);
  assert.deepEqual(await toxics(), []);
  assert.match(await journalsIn(runs), /"type":"undone".*"by":"guardian"/);
});
