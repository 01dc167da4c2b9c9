import assert from "node:assert/strict";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout, untilItSays } from "./brownout-process.ts";
import { untilNothingRuns } from "./leftovers.ts";
import { pairExperiment } from "./pair-experiment.ts";

const options = { timeout: 60_000 };
const graph = fileURLToPath(new URL("../../fixtures/graphs/pair.yaml", import.meta.url));

/** A repository with experiments, each with these keys in place of the usual ones. */
async function repository(t: TestContext, experiments: Readonly<Record<string, Readonly<Record<string, unknown>>>>) {
  const root = await temporaryFolder(t);
  await mkdir(join(root, ".git"));
  await mkdir(join(root, "experiments"));
  await cp(graph, join(root, "pair.yaml"));
  for (const [name, changes] of Object.entries(experiments)) {
    const keys = { ...pairExperiment, name, system: { graph: "../pair.yaml" }, ...changes };
    const lines = Object.entries(keys).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    await writeFile(join(root, `experiments/${name}.yaml`), lines.join("\n"));
  }
  return root;
}

/** The pair with a program of somebody's own, which writes down what it gets of the environment. */
const own = {
  name: "own",
  services: {
    front: { routes: { "GET /": { calls: ["GET back/"] } } },
    back: { command: [process.execPath, "back.mjs"], ready: "/" },
  },
};
const back = `import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
writeFileSync("environment.json", JSON.stringify(process.env));
createServer((_, response) => response.end("{}")).listen(Number(process.env.PORT), process.argv[2]);
`;

const latency = [{ type: "latency", on: "front -> back", latency: "200ms" }];
const short = { phases: { baseline: "500ms", fault: "500ms", recovery: "500ms" }, faults: latency };

describe("run --ci", () => {
  test(
    "runs what it may, refuses the rest at its line, and says so to GitHub, to GitLab, and by its exit code",
    options,
    async (t) => {
      const root = await repository(t, {
        "asks-the-environment": { ...short, tags: ["gate"], title: "${CI_SECRET}" },
        "calls-elsewhere": {
          ...short,
          tags: ["gate"],
          load: { users: { request: "GET http://evil.test/", rate: "10/s" } },
        },
        "never-holds": {
          ...short,
          tags: ["gate"],
          system: { graph: "../own.yaml" },
          phases: { baseline: "500ms", fault: "1500ms", recovery: "500ms" },
          expect: ["users.rate > 5000/s"],
        },
        "of-no-interest": { ...short, tags: ["other"] },
        "starts-its-own": { ...short, tags: ["gate"], system: { graph: "../changed.yaml" } },
      });
      await writeFile(join(root, "own.yaml"), JSON.stringify(own));
      await writeFile(join(root, "changed.yaml"), `${JSON.stringify(own)} `);
      await writeFile(join(root, "back.mjs"), back);
      const outside = join(await temporaryFolder(t), "secret.yaml");
      await writeFile(outside, "password: hunter2");
      await symlink(outside, join(root, "experiments/link.yaml"));
      const summaryFile = join(root, "step-summary.md");
      const { PATH } = process.env;
      const env = { PATH, CI_SECRET: "hunter3", GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summaryFile };
      const args = [
        "run",
        "experiments/*.yaml",
        "--ci",
        "--tag",
        "gate",
        "--budget",
        "10m",
        "--allow-start",
        "own.yaml",
      ];
      const { code, stdout, stderr } = await startBrownout(t, args, root, { env }).ended;
      assert.equal(code, 1, stdout + stderr);
      assert.match(stdout, /5 experiments: 1 fail, 4 refused; exit code 1/);
      assert.match(
        stderr,
        /^::error file=experiments\/never-holds.yaml,line=7,col=\d+,title=[^\n]*::users\.rate > 5000\/s/m,
      );
      assert.match(stderr, /^::error file=experiments\/calls-elsewhere.yaml,line=3,/m);
      assert.match(stderr, /^::error file=experiments\/starts-its-own.yaml,line=2,/m);
      assert.match(stderr, /^::error file=experiments\/asks-the-environment.yaml,line=\d+,/m);
      const written = async (name: string) => await readFile(join(root, ".brownout/ci", name), "utf8");
      const { exitCode, experiments } = JSON.parse(await written("queue.json"));
      assert.equal(exitCode, 1);
      assert.equal(experiments.length, 5);
      const issues = JSON.parse(await written("gl-code-quality-report.json"));
      assert.ok(
        issues.some(({ location }: { location: { path: string } }) => location.path.endsWith("never-holds.yaml")),
      );
      assert.equal(await readFile(summaryFile, "utf8"), await written("summary.md"));
      const given = JSON.parse(await readFile(join(root, "environment.json"), "utf8"));
      assert.equal(given.PATH, PATH);
      assert.deepEqual(
        Object.keys(given).filter((name) => /SECRET|GITHUB/.test(name)),
        [],
      );
      assert.doesNotMatch(stdout + stderr + (await written("queue.json")), /hunter\d/);
      await untilNothingRuns(root, 10_000);
    },
  );

  test("that selects nothing proves nothing, and an allowance without it is a mistake", options, async (t) => {
    const root = await repository(t, { lonely: short });
    const none = await startBrownout(t, ["run", "experiments/*.yaml", "--ci", "--tag", "gaet"], root).ended;
    assert.equal(none.code, 3, none.stderr);
    assert.match(none.stdout, /nothing was selected of 1/);
    const misled = await startBrownout(t, ["run", "experiments/lonely.yaml", "--env", "HOME"], root).ended;
    assert.equal(misled.code, 64);
    assert.match(misled.stderr, /--env allows something, and without --ci nothing is forbidden/);
  });

  test("writes nowhere that a link of the checkout's leads to", options, async (t) => {
    const root = await repository(t, { lonely: short });
    await symlink(await temporaryFolder(t), join(root, ".brownout"));
    const { code, stderr } = await startBrownout(t, ["run", "experiments/*.yaml", "--ci"], root).ended;
    assert.equal(code, 64);
    assert.match(stderr, /E_CONFINED.*\.brownout/);
  });
});

test(
  "a queue that is interrupted takes out what is in, of all that run side by side, and runs no more",
  options,
  async (t) => {
    const long = { ...short, phases: { baseline: "500ms", fault: "40s", recovery: "1s" } };
    const root = await repository(t, { first: long, second: long, third: short });
    const { child, ended } = startBrownout(t, ["run", "experiments/*.yaml", "--json", "--side-by-side", "2"], root);
    await Promise.all(
      ["first", "second"].map((name) => untilItSays(child, new RegExp(`${name} [|] .*latency-1 is in`))),
    );
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 130, stderr);
    const { experiments } = JSON.parse(stdout);
    assert.deepEqual(
      experiments.map(({ outcome }: { outcome: string }) => outcome),
      ["interrupted", "interrupted", "not-run"],
    );
    const attempts = experiments.flatMap(({ attempts }: { attempts: { leftBehind: unknown }[] }) => attempts);
    assert.deepEqual(
      attempts.map(({ leftBehind }: { leftBehind: unknown }) => leftBehind),
      [[], []],
    );
    await untilNothingRuns(root, 10_000);
  },
);
