import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, copyFile, mkdir, readdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { findEngine } from "../../src/clients/engine/engine-address.ts";
import { DEMO_SERVICE_IMAGE, NETWORK_TOOLS_IMAGE } from "../../src/values/images.ts";
import { pairSpec } from "../support/compose-pair.ts";
import { docker, withoutImage } from "../support/docker.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { untilNothingRuns } from "./leftovers.ts";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const skip = (await withoutImage(DEMO_SERVICE_IMAGE)) || (await withoutImage(NETWORK_TOOLS_IMAGE));
const project = `brownout-rootless-${process.pid}`;
const socket = findEngine(process.env).host.replace("unix://", "");
/** Root becomes nobody; others stay who they are. */
const NOBODY = 65_534;

async function asNobody(): Promise<{ readonly uid?: number; readonly gid?: number }> {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: (await stat(socket)).gid } : {};
}

/** A folder of the user's own, with the Compose that root may have where only root may look. */
async function homeOf(context: TestContext): Promise<string> {
  const folder = await temporaryFolder(context);
  const plugin = join(process.env.DOCKER_CONFIG ?? "", "cli-plugins/docker-compose");
  if (process.env.DOCKER_CONFIG !== undefined && existsSync(plugin)) {
    await mkdir(join(folder, "docker/cli-plugins"), { recursive: true });
    await copyFile(await realpath(plugin), join(folder, "docker/cli-plugins/docker-compose"));
  }
  if (process.getuid?.() === 0) await chown(folder, NOBODY, NOBODY);
  return folder;
}

async function startAsNobody(context: TestContext, args: readonly string[], folder: string) {
  const plugins = join(folder, "docker");
  const config = existsSync(plugins) ? { DOCKER_CONFIG: plugins } : {};
  const home = process.getuid?.() === 0 ? { HOME: folder } : {};
  const env = { ...process.env, ...home, ...config, TMPDIR: folder };
  const child = spawn(process.execPath, [cli, ...args], { ...(await asNobody()), cwd: folder, env });
  context.after(() => child.kill("SIGKILL"));
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, ended: Promise.all([code, text(child.stdout), text(child.stderr)]) };
}

const experiment = (fault: string) => ({
  name: "cut",
  system: { compose: { file: pairSpec.files[0], project, existing: true } },
  load: { users: { request: "GET front/", rate: "20/s", timeout: "1s" } },
  phases: { baseline: "1s", fault, recovery: "3s" },
  "steady-state": ["users.error_rate < 50%"],
  faults: [{ type: "partition", on: "front -> back" }],
  expect: ["users.error_rate > 50%"],
});

/** The rules in a container's network, as somebody else sees them. */
async function rulesOf(container: string): Promise<string> {
  const list = ["nft", "--stateless", "list", "ruleset"];
  return docker(
    "run",
    "--rm",
    "--network",
    `container:${container}`,
    "--cap-add",
    "NET_ADMIN",
    NETWORK_TOOLS_IMAGE,
    ...list,
  );
}

/** Number of helper containers that a process has had made since. */
async function helpersMadeBy(pid: number, sinceS: number): Promise<number> {
  const made = ["--filter", "type=container", "--filter", "event=create", "--format", "{{json .Actor.Attributes}}"];
  const told = await docker("events", "--since", `${sinceS}`, "--until", `${Math.ceil(Date.now() / 1000)}`, ...made);
  const owners = told.split("\n").filter((line) => line.includes("brownout.helper-of"));
  return owners.filter((line) => line.includes(`\\"pid\\":${pid},`)).length;
}

test("a user without root cuts an edge between containers", { skip, timeout: 180_000 }, async (context) => {
  const folder = await homeOf(context);
  const file = join(folder, "cut.yaml");
  await writeFile(file, JSON.stringify(experiment("6s")));
  const compose = (...args: string[]) =>
    docker("compose", "--file", pairSpec.files[0] ?? "", "--project-name", project, ...args);
  context.after(() => compose("down", "--timeout", "0"));
  await compose("up", "--detach", "--wait");
  const rules = () => rulesOf(`${project}-front-1`);
  const found = await rules();

  await context.test(
    "whose plan says before it makes a helper container, and makes none without a need",
    async (step) => {
      const plan = async (changes: object) => {
        const path = join(folder, "plan.yaml");
        await writeFile(path, JSON.stringify({ ...experiment("6s"), ...changes }));
        const sinceS = Math.floor(Date.now() / 1000);
        const { child, ended } = await startAsNobody(step, ["plan", path, "--on", "compose"], folder);
        const [code, , said] = await ended;
        assert.equal(code, 0, said);
        return { said, made: await helpersMadeBy(child.pid ?? 0, sinceS) };
      };
      const without = await plan({ faults: [{ type: "kill", on: "back" }] });
      assert.equal(without.made, 0);
      assert.doesNotMatch(without.said, /trying/);
      const needed = await plan({});
      assert.equal(needed.made, 1);
      assert.match(
        needed.said,
        /trying what the engine's kernel can do to packets, in a container of brownout-network-tools/,
      );
    },
  );

  await context.test("as the plan says, and the callers see it", async (step) => {
    const [planned, words, why] = await (await startAsNobody(step, ["plan", file, "--on", "compose"], folder)).ended;
    assert.equal(planned, 0, words + why);
    assert.match(words.replaceAll(/\s+/g, " "), /netfilter drops in the caller's network, through a helper container/);
    const [code, out, err] = await (await startAsNobody(step, ["run", file, "--on", "compose"], folder)).ended;
    assert.equal(code, 0, out + err);
    assert.equal(await rules(), found);
  });

  await context.test("and its guardian makes it whole when it is killed", async (step) => {
    // Far longer than a busy machine needs to see the rules.
    await writeFile(file, JSON.stringify(experiment("60s")));
    const { child, ended } = await startAsNobody(step, ["run", file, "--on", "compose"], folder);
    while (!(await rules()).includes("brownout_partition")) assert.equal(child.exitCode, null);
    child.kill("SIGKILL");
    await ended;
    await untilNothingRuns(folder, 30_000);
    assert.equal(await rules(), found);
    const runs = join(folder, ".brownout/runs");
    const [last = ""] = (await readdir(runs)).toSorted().toReversed();
    assert.match(await readFile(join(runs, last, "journal.jsonl"), "utf8"), /"undone".*"guardian"/);
    const [code, out] = await (await startAsNobody(step, ["recover"], folder)).ended;
    assert.equal(code, 0, out);
  });
});
