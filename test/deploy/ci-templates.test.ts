import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { temporaryFolder } from "../support/temporary-folder.ts";

const tree = fileURLToPath(new URL("../..", import.meta.url));
const options = { timeout: 60_000 };

// biome-ignore lint/suspicious/noExplicitAny: read as any tool would
const read = async (path: string): Promise<any> => load(await readFile(join(tree, path), "utf8"));

/**
 * A script as a runner runs it, in a folder of its own, with `brownout`, npx and Node on the PATH. npx has brownout only of what
 * `npm ci` installed, without scripts.
 */
async function shell(t: TestContext, script: string, folder: string, env: NodeJS.ProcessEnv) {
  const bin = await temporaryFolder(t);
  const run = `exec "${process.execPath}" "${join(tree, "src/cli.ts")}" "$@"`;
  for (const [name, line] of Object.entries({
    node: `exec "${process.execPath}" "$@"`,
    brownout: run,
    npm: `[ "$1" = ci ] || exec env PATH="${process.env.PATH}" npm "$@"\n[ "$*" = "ci --ignore-scripts" ] && : >.installed`,
    npx: `[ -e .installed ] && [ "$1 $2" = "--no-install brownout" ] && shift 2 && ${run}`,
  })) {
    await writeFile(join(bin, name), `#!/bin/sh\n${line}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const path = `${bin}:${process.env.PATH}`;
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd: folder,
    env: { HOME: process.env.HOME, ...env, PATH: path },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => child.kill("SIGKILL"));
  const [[code], stdout, stderr] = await Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

/** A repository with an experiment that calls another host. */
async function repository(t: TestContext) {
  const root = await temporaryFolder(t);
  await mkdir(join(root, ".git"));
  await mkdir(join(root, "experiments"));
  await cp(join(tree, "fixtures/graphs/pair.yaml"), join(root, "pair.yaml"));
  const experiment = {
    name: "elsewhere",
    tags: ["nightly"],
    system: { graph: "../pair.yaml" },
    load: { users: { request: "GET http://evil.test/", rate: "1/s" } },
    phases: { baseline: "1s", fault: "1s", recovery: "1s" },
    "steady-state": ["users.p50 < 1s"],
    faults: [{ type: "latency", on: "front -> back", latency: "200ms" }],
    expect: ["users.p50 < 1s"],
  };
  await writeFile(join(root, "experiments/elsewhere.yaml"), JSON.stringify(experiment));
  return root;
}

interface LockedPackage {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

/** Tells whether `npm ci` leaves a package out. */
function isOmitted({ dev, optional, devOptional }: LockedPackage, omitted: ReadonlySet<string>): boolean {
  const [noDev, noOptional] = [omitted.has("dev"), omitted.has("optional")];
  return (noDev && dev === true) || (noOptional && optional === true) || (noDev && noOptional && devOptional === true);
}

/** A tree of the source, with those packages alone that `npm ci` installs with these options. */
async function installedTree(t: TestContext, command: string): Promise<string> {
  const root = await temporaryFolder(t);
  for (const part of ["src", "scripts", "package.json", "tsconfig.json"]) {
    await cp(join(tree, part), join(root, part), { recursive: true });
  }
  const omitted = new Set([...command.matchAll(/--omit=(\w+)/g)].map(([, kind = ""]) => kind));
  const lock: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
    await readFile(join(tree, "package-lock.json"), "utf8"),
  );
  for (const [path, one] of Object.entries(lock.packages)) {
    const isAtTop = path.lastIndexOf("node_modules/") === 0;
    // Those of other platforms aren't there.
    if (!isAtTop || isOmitted(one, omitted) || !existsSync(join(tree, path))) continue;
    await mkdir(join(root, dirname(path)), { recursive: true });
    await symlink(join(tree, path), join(root, path));
  }
  return root;
}

describe("what CI is given", () => {
  test("GitHub: no cache of Node's step has a key in the workspace, which is the caller's", async () => {
    const { runs } = await read("action.yml");
    const { with: given } = runs.steps.find(({ uses }: { uses?: string }) => uses?.startsWith("actions/setup-node@"));
    assert.deepEqual(given, { "node-version": 24, "package-manager-cache": false });
  });

  test("GitHub: the action's command runs what its inputs say, and no input is a command", options, async (t) => {
    const { runs, inputs } = await read("action.yml");
    const step = runs.steps.find(({ name }: { name: string }) => name === "Run");
    const given: Readonly<Record<string, string>> = {
      options: "--tag\nnightly",
      budget: "$(touch hacked)",
      "allow-host": "a.test\n\nb.test:80",
    };
    const env = Object.fromEntries(
      Object.entries(step.env as Record<string, string>).map(([variable, expression]) => {
        const [, input = ""] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression) ?? [];
        assert.ok(Object.hasOwn(inputs, input), expression);
        return [variable, given[input] ?? inputs[input].default];
      }),
    );
    const root = await repository(t);
    const trial = (changes: NodeJS.ProcessEnv) =>
      shell(t, step.run, root, { ...env, GITHUB_ACTION_PATH: tree, GITHUB_ACTIONS: "true", ...changes });
    const misled = await trial({});
    assert.equal(misled.code, 64);
    assert.match(misled.stderr, /--budget \$\(touch hacked\)/);
    const refused = await trial({ INPUT_BUDGET: "10m" });
    assert.equal(refused.code, 64, refused.stderr);
    assert.match(refused.stdout, /1 experiment: 1 refused/);
    assert.match(refused.stderr, /^::error file=experiments\/elsewhere.yaml,line=1,/m);
    const unselected = await trial({ INPUT_BUDGET: "10m", INPUT_OPTIONS: "--tag\ndaily" });
    assert.equal(unselected.code, 3, unselected.stderr);
  });

  test(
    "GitHub: what the action installs can make the page of a run; where it can't be made, that is known",
    options,
    async (t) => {
      const { runs } = await read("action.yml");
      const step = runs.steps.find(({ name }: { name: string }) => name === "Install");
      const root = await installedTree(t, step.run);
      const page = `await import("./src/values/browser-page.ts").then(async (page) =>
      console.log(page.hasBrowserPages(), page.hasBrowserPages() && (await page.pageParts("report")).script.includes("uPlot")))`;
      const make = () => shell(t, `node --input-type=module --eval '${page}'`, root, {});
      assert.deepEqual(await make(), { code: 0, stdout: "true true\n", stderr: "" });
      await rm(join(root, "node_modules/uplot"));
      assert.deepEqual(await make(), { code: 0, stdout: "false false\n", stderr: "" });
    },
  );

  test("GitHub: this repository's own workflow gives the action inputs that it has", async () => {
    const { inputs } = await read("action.yml");
    const { jobs } = await read(".github/workflows/resilience.yml");
    const [step] = jobs.experiments.steps.filter(({ uses }: { uses: string }) => uses === "./");
    for (const name of Object.keys(step.with)) assert.ok(Object.hasOwn(inputs, name), name);
  });

  test("GitLab: the job's command runs, and writes the reports that the job names", options, async (t) => {
    const { ".brownout": job } = await read("deploy/ci/gitlab.yml");
    const root = await repository(t);
    const { BROWNOUT_EXPERIMENTS } = job.variables;
    const env = { BROWNOUT_EXPERIMENTS, BROWNOUT_SINCE: "", BROWNOUT_OPTIONS: "--tag nightly --budget 10m" };
    const { code, stderr } = await shell(t, job.script.join("\n"), root, env);
    assert.equal(code, 64, stderr);
    for (const path of Object.values(job.artifacts.reports as Record<string, string>)) {
      assert.ok((await readFile(join(root, path), "utf8")).includes("elsewhere"), path);
    }
  });

  test("Jenkins: the stage's command runs what the lock file has", options, async (t) => {
    const page = await readFile(join(tree, "docs/ci.md"), "utf8");
    const [, script = ""] = /```groovy\n[^`]*sh "([^"]+)"/.exec(page) ?? [];
    const root = await repository(t);
    const { code, stdout, stderr } = await shell(t, script.replace(" --changed-since origin/main", ""), root, {});
    assert.equal(code, 64, stderr);
    assert.match(stdout, /1 experiment: 1 refused/);
  });

  test("pre-commit: the hook's command checks the files that it is for", options, async (t) => {
    const [{ entry, files }] = await read(".pre-commit-hooks.yaml");
    assert.match("experiments/ritual/kill-a-pod.yaml", new RegExp(files));
    const root = await repository(t);
    const { code, stdout, stderr } = await shell(t, `${entry} experiments/elsewhere.yaml`, root, {});
    assert.equal(code, 0, stderr);
    assert.match(stdout, /ok experiments\/elsewhere.yaml/);
  });

  test(
    "pre-commit: a clone is packed with its program, and all that is printed is the tarball's name",
    options,
    async (t) => {
      const clone = await temporaryFolder(t);
      const manifest = await read("package.json");
      const program: string = manifest.bin.brownout;
      // In place of the real build, which .ci/check-package tries.
      manifest.scripts.build = `echo building; mkdir -p ${dirname(program)}; touch ${program}`;
      await writeFile(join(clone, "package.json"), JSON.stringify(manifest));
      await cp(join(tree, ".npmrc"), join(clone, ".npmrc"));
      const packed = await shell(t, "npm pack", clone, { npm_config_update_notifier: "false" });
      assert.equal(packed.code, 0, packed.stderr);
      const listed = await shell(t, `tar --list --file '${packed.stdout.trim()}'`, clone, {});
      assert.equal(listed.code, 0, packed.stdout);
      assert.ok(listed.stdout.split("\n").includes(`package/${program}`), listed.stdout);
    },
  );
});
