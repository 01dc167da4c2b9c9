import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { DEMO_SERVICE_IMAGE } from "../../src/values/images.ts";
import { docker, withoutImage } from "../support/docker.ts";
import { testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";

const { test } = testsNeeding(await withoutImage(DEMO_SERVICE_IMAGE));
const label = `brownout-inject=${process.pid}`;
const file = join(import.meta.dirname, "../platforms/compose/pair/docker-compose.yml");
const project = `brownout-inject-${process.pid}`;

/** Starts a container that does nothing, and is gone after the test. */
async function startContainer(context: TestContext, name: string, ...options: readonly string[]): Promise<string> {
  const full = `brownout-inject-${process.pid}-${name}`;
  const command = ["--entrypoint", "sleep", DEMO_SERVICE_IMAGE, "600"];
  await docker("run", "--detach", "--no-healthcheck", "--name", full, "--label", label, ...options, ...command);
  context.after(() => docker("rm", "--force", full).catch(() => undefined));
  return full;
}

const stateOf = (name: string) => docker("inspect", "--format", "{{.State.Status}} {{.State.StartedAt}}", name);

test("containers are had by name and by label, and are as they were after", async (context) => {
  const folder = await temporaryFolder(context);
  const inject = (...args: readonly string[]) => startBrownout(context, ["inject", ...args], folder).ended;
  const one = await startContainer(context, "one");
  const two = await startContainer(context, "two");
  const before = await Promise.all([one, two].map(stateOf));

  const paused = await inject("pause", "--container", one, "--for", "1s");
  assert.equal(paused.code, 0, paused.stdout + paused.stderr);
  assert.match(paused.stdout, /is stopped/);
  assert.deepEqual(await Promise.all([one, two].map(stateOf)), before);

  const killed = await inject("kill", "--container", label, "--mode", "all", "--for", "1s");
  assert.equal(killed.code, 0, killed.stdout + killed.stderr);
  const after = await Promise.all([one, two].map(stateOf));
  assert.ok(
    after.every((state) => state.startsWith("running")),
    after.join(),
  );
  assert.ok(
    after.every((state, at) => state !== before[at]),
    "both were started again",
  );

  await docker("pause", two);
  const others = await inject("pause", "--container", label, "--for", "1s");
  assert.equal(others.code, 64, others.stdout);
  assert.match(others.stderr, new RegExp(`somebody has paused ${two}, and the undo would let it go on`));
  assert.match(await stateOf(two), /^paused/);

  const going = await startContainer(context, "going", "--rm");
  const refused = await inject("kill", "--container", going, "--for", "1s");
  assert.equal(refused.code, 64, refused.stdout);
  assert.match(refused.stderr, /was started with --rm/);
});

test("a Compose project that is up stays up, with a toxic on an edge meanwhile", async (context) => {
  const folder = await temporaryFolder(context);
  const compose = (...args: readonly string[]) => docker("compose", "--file", file, "--project-name", project, ...args);
  context.after(() => compose("down", "--timeout", "0"));
  await compose("up", "--detach", "--wait");
  const where = ["--compose", file, "--project", project];
  const args = ["inject", "latency", "--on", "front -> back", ...where, "--latency", "500ms", "--for", "3s"];
  const { code, stdout, stderr } = await startBrownout(context, args, folder).ended;
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /proof {2}a call of ours/);
  assert.equal((await compose("ps", "--quiet")).split("\n").length, 3, "all of it is up");
});
