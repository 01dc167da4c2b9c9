import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { pollUntil } from "../../src/values/clock/poll-until.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { DEMO_SERVICE_IMAGE } from "../../src/values/images.ts";
import { seededRandom } from "../../src/values/random/random.ts";
import { docker, withoutImage } from "../support/docker.ts";
import { draws } from "../support/draws.ts";
import { testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { partsOf, stateOf } from "./compose-leftovers.ts";
import { processesOf, takenOutByOthers, untilNothingRuns } from "./leftovers.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const file = join(import.meta.dirname, "../platforms/compose/pair/docker-compose.yml");
/** Far more than a guardian needs: the machine may be busy. */
const GONE_WITHIN_MS = 40_000;

const faults = [
  { type: "latency", on: "front -> back", latency: "50ms" },
  { type: "packet-loss", on: "back", loss: "10%" },
  { type: "pause", on: "back" },
  { type: "disconnect", on: "back" },
];

/** Up, the fault and the rest each take about a third of a run. */
const phases = { baseline: "500ms", fault: "2500ms", recovery: "500ms" };

/** Each fault as often with the guardian as without. */
const MOMENTS = draws(8, 24);

const random = seededRandom(20261121);

/** Moments within `runMs`, about what a whole run takes; what is killed, and which fault it has, goes round. */
function moments(count: number, runMs: number) {
  return Array.from({ length: count }, (_, index) => {
    const fault = faults[index % faults.length] as (typeof faults)[number];
    return { atMs: Math.round(random() * runMs), fault, alsoGuardian: Math.floor(index / faults.length) % 2 === 1 };
  });
}
type Moment = ReturnType<typeof moments>[number];

const nameOf = ({ atMs, fault, alsoGuardian }: Moment) =>
  `${fault.type}, ${alsoGuardian ? "runner and guardian" : "runner"} killed after ${atMs} ms`;

/**
 * Runs the pair, kills at the moment, and has what is left taken out, by the guardian or by `recover`.
 * @returns what they took out
 */
async function runAndKill(
  context: TestContext,
  compose: object,
  { atMs, fault, alsoGuardian }: Moment,
): Promise<readonly string[]> {
  const folder = await temporaryFolder(context);
  const runs = join(folder, "runs");
  const system = { compose: { file, ...compose } };
  const experiment = await writePairExperiment(folder, { system, phases, faults: [fault] });
  const { child, ended } = startBrownout(context, ["run", experiment, "--on", "compose", "--runs", runs]);
  await Promise.race([delay(atMs), ended]);
  const guardian = (await processesOf(folder)).find((line) => / guardian /.test(line));
  if (alsoGuardian && guardian !== undefined) process.kill(Number.parseInt(guardian, 10), "SIGKILL");
  child.kill("SIGKILL");
  await ended;
  // The folder's name is in the command line of the guardian.
  if (!alsoGuardian) await untilNothingRuns(folder, GONE_WITHIN_MS);
  for (const again of ["first", "second"]) {
    const { code, stdout, stderr } = await startBrownout(context, ["recover", "--runs", runs]).ended;
    assert.equal(code, 0, `${again} recover: ${stdout}${stderr}`);
  }
  // A runner that is killed soon has no folder yet.
  for (const run of await readdir(runs).catch(() => [])) await untilNothingRuns(run, GONE_WITHIN_MS);
  return takenOutByOthers(runs);
}

/** Waits for the next health check of a container that was frozen, and found unhealthy meanwhile. */
async function untilHealthy(project: string): Promise<void> {
  const ofProject = ["--filter", `label=com.docker.compose.project=${project}`, "--filter", "health=unhealthy"];
  const polling = { clock: systemClock, everyMs: 200, withinMs: GONE_WITHIN_MS };
  await pollUntil(async () => (await docker("ps", "--quiet", ...ofProject)) === "", polling);
}

const { describe, test } = testsNeeding(await withoutImage(DEMO_SERVICE_IMAGE));

describe("a runner on Compose that is killed", { concurrency: true, timeout: 280_000 }, () => {
  test("leaves nothing in a project that was up before", async (suite) => {
    const project = `brownout-killed-existing-${process.pid}`;
    const onProject = (...args: readonly string[]) =>
      docker("compose", "--file", file, "--project-name", project, ...args);
    suite.after(() => onProject("down", "--timeout", "0"));
    await onProject("up", "--detach", "--wait");
    const before = await stateOf(project);
    const takenOut: string[] = [];
    for (const moment of moments(MOMENTS, 6000)) {
      await suite.test(nameOf(moment), async (context) => {
        takenOut.push(...(await runAndKill(context, { project, existing: true }, moment)));
        await untilHealthy(project);
        assert.deepEqual(await stateOf(project), before);
      });
    }
    assert.ok(
      takenOut.some((id) => id !== "compose-project"),
      "no runner was killed while its fault was in",
    );
  });

  test("leaves nothing of a project that it brought up", async (suite) => {
    const project = `brownout-killed-own-${process.pid}`;
    for (const moment of moments(MOMENTS, 8000)) {
      await suite.test(nameOf(moment), async (context) => {
        await runAndKill(context, { project }, moment);
        assert.deepEqual(await partsOf(project), []);
      });
    }
  });
});
