import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { execute } from "../../src/faults/network/host-namespace.ts";
import { DEMO_SERVICE_IMAGE } from "../../src/values/images.ts";
import { cannotRun } from "../faults/network/network-pair.ts";
import { docker, withoutImage } from "../support/docker.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { processesOf, untilNothingRuns } from "./leftovers.ts";

const skip = cannotRun || (await withoutImage(DEMO_SERVICE_IMAGE));
const file = join(import.meta.dirname, "../platforms/compose/direct/docker-compose.yml");
const project = `brownout-redirected-${process.pid}`;

const experiment = (existing: boolean, fault: string) => ({
  name: "redirected",
  system: { compose: { file, project, existing, proxy: "redirect" } },
  load: { users: { request: "GET front/", rate: "20/s", timeout: "5s" } },
  phases: { baseline: "2s", fault, recovery: "4s" },
  // Room for a busy machine on either side.
  "steady-state": ["users.p50 < 600ms"],
  faults: [{ type: "latency", on: "front -> back", latency: "1s" }],
  expect: ["users.p50 >= 700ms", "(front -> back).rate > 5/s"],
});

async function rules(): Promise<string> {
  const pid = await docker("inspect", "--format", "{{.State.Pid}}", `${project}-front-1`);
  const { stdout } = await execute(["nsenter", "-t", pid, "-n", "nft", "--stateless", "list", "ruleset"]);
  return stdout;
}

async function frontUrl(): Promise<string> {
  return `http://${await docker("port", `${project}-front-1`, "8080")}/`;
}

async function runsIn(folder: string): Promise<readonly string[]> {
  return readdir(join(folder, ".brownout/runs")).catch(() => []);
}

async function journalOf(folder: string, run: string): Promise<string> {
  return readFile(join(folder, ".brownout/runs", run, "journal.jsonl"), "utf8").catch(() => "");
}

test("an edge of an untouched project is slowed down", { skip, timeout: 240_000 }, async (context) => {
  const folder = await temporaryFolder(context);
  const path = join(folder, "redirected.yaml");
  const run = (step: typeof context) => startBrownout(step, ["run", path, "--on", "compose"], folder);
  const compose = (...args: string[]) => docker("compose", "--file", file, "--project-name", project, ...args);
  context.after(() => compose("down", "--timeout", "0"));

  await context.test("that is brought up and taken down again", async (step) => {
    await writeFile(path, JSON.stringify(experiment(false, "4s")));
    const { code, stdout, stderr } = await run(step as typeof context).ended;
    assert.equal(code, 0, stdout + stderr);
    assert.equal(await compose("ps", "--all", "--quiet"), "");
  });

  await context.test("that is up, by a runner that is killed at it", async (step) => {
    await compose("up", "--detach", "--wait");
    const found = await rules();
    // Far longer than a busy machine needs to kill it.
    await writeFile(path, JSON.stringify(experiment(true, "60s")));
    for (const { moment, alsoGuardian } of [
      { moment: '"phase":"baseline"', alsoGuardian: false },
      { moment: '"type":"injected"', alsoGuardian: false },
      { moment: '"type":"injected"', alsoGuardian: true },
    ]) {
      const before = await runsIn(folder);
      const { child, ended } = run(step as typeof context);
      let name: string | undefined;
      while (name === undefined || !(await journalOf(folder, name)).includes(moment)) {
        assert.equal(child.exitCode, null);
        name = (await runsIn(folder)).find((one) => !before.includes(one));
        await delay(20);
      }
      assert.match(await rules(), /brownout_edges/);
      const guardian = (await processesOf(name)).find((line) => / guardian /.test(line));
      assert.ok(guardian);
      if (alsoGuardian) process.kill(Number.parseInt(guardian, 10), "SIGKILL");
      child.kill("SIGKILL");
      await ended;
      for (const mark of [folder, name]) await untilNothingRuns(mark, 30_000);
      if (alsoGuardian) assert.match(await rules(), /brownout_edges/);
      const recovered = await startBrownout(step as typeof context, ["recover"], folder).ended;
      assert.equal(recovered.code, 0, recovered.stdout + recovered.stderr);
      assert.equal(await rules(), found);
      assert.equal((await fetch(await frontUrl())).status, 200);
    }
  });
});
