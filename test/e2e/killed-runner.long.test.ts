import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { seededRandom } from "../../src/values/random/random.ts";
import { draws } from "../support/draws.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { takenOutByOthers, untilNothingRuns } from "./leftovers.ts";
import { writePairExperiment } from "./pair-experiment.ts";

/** Each signal as often as the others. */
const MOMENTS = draws(24, 99);
/** A whole run takes about this long on a quiet machine; later moments find it ended. */
const RUN_MS = 3500;
/** Far more than the second that a guardian is to need: the machine may be busy. */
const GONE_WITHIN_MS = 20_000;

const random = seededRandom(20261121);
const moments = Array.from({ length: MOMENTS }, (_, index) => ({
  atMs: Math.round(random() * RUN_MS),
  signal: (["SIGKILL", "SIGINT", "SIGTERM"] as const)[index % 3] ?? "SIGKILL",
}));
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

test("a runner that is killed leaves nothing in", { concurrency: 2, timeout: 280_000 }, async (suite) => {
  const takenOut: string[] = [];
  await Promise.all(
    moments.map(({ atMs, signal }) =>
      suite.test(`${signal} after ${atMs} ms`, { timeout: 60_000 }, async (context) => {
        const folder = await temporaryFolder(context);
        const runs = join(folder, "runs");
        const { child, ended } = startBrownout(context, ["run", await writePairExperiment(folder), "--runs", runs]);
        await Promise.race([delay(atMs), ended]);
        const hadEnded = child.exitCode !== null;
        child.kill(signal);
        const { code, stderr } = await ended;
        if (signal !== "SIGKILL") {
          // Before its handlers are there, a signal ends the process before it has begun anything.
          const allowed = [exitCodes[signal], ...(hadEnded ? [0, 3] : [0, 3, null])];
          assert.ok(allowed.includes(code), `ended with ${code}: ${stderr}`);
        }
        // The folder's name is in the command line of the runner and its guardian, the run's in each environment.
        await untilNothingRuns(folder, GONE_WITHIN_MS);
        for (const run of await readdir(runs).catch(() => [])) await untilNothingRuns(run, GONE_WITHIN_MS);
        for (const again of ["first", "second"]) {
          const recovered = await startBrownout(context, ["recover", "--runs", runs]).ended;
          assert.equal(recovered.code, 0, `${again} recover: ${recovered.stdout}${recovered.stderr}`);
        }
        takenOut.push(...(await takenOutByOthers(runs)));
      }),
    ),
  );
  assert.ok(takenOut.length > 0, "no runner was killed while anything of it was there");
});
