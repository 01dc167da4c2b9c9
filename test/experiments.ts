/**
 * Every experiment of the repository ends as it is documented to, on every platform that it is documented for. Runs for
 * a quarter of an hour: `npm run test:experiments`.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { DEMO_SERVICE_IMAGE } from "../src/values/images.ts";
import { cli } from "./e2e/brownout-process.ts";
import { withoutImage } from "./support/docker.ts";
import { withoutPostgres, withoutRedis } from "./support/real-servers.ts";
import { assertResultDocument } from "./support/result-schema.ts";
import { withoutExamplePrograms } from "./support/without-example-programs.ts";

interface Documented {
  readonly name: string;
  /** The platforms that it is documented for. */
  readonly on: readonly string[];
  readonly verdict: string;
  readonly code: number;
  /** Undefined where it isn't the same every time. */
  readonly origin: string | null | undefined;
}

/** The rows of the table in experiments/README.md. */
const documented = [...readFileSync("experiments/README.md", "utf8").matchAll(/^\| \[`(.*)$/gm)].map(
  ([, row = ""]): Documented => {
    const [name = "", on = "", , , ends = "", origin = ""] = row.split("|").map((cell) => cell.trim());
    const [, verdict = "", code] = /^`(\w+)`, exit code (\d)$/.exec(ends) ?? [];
    const edge = origin === "varies" ? undefined : (/^`(.*)`$/.exec(origin)?.[1] ?? null);
    return { name: name.slice(0, name.indexOf("`")), on: on.split(", "), verdict, code: Number(code), origin: edge };
  },
);

const runs = mkdtempSync(join(tmpdir(), "brownout-experiments-"));
after(() => rmSync(runs, { recursive: true }));

test("every experiment is documented", () => {
  const files = ["", "ritual/", "messages/"].flatMap((folder) =>
    readdirSync(`experiments/${folder}`).map((name) => folder + name),
  );
  const names = files.flatMap((name) => (name.endsWith(".yaml") ? [name.slice(0, -5)] : []));
  assert.deepEqual(names.sort(), documented.map(({ name }) => name).sort());
});

/** Experiments that `npm start` runs, in its order: the runs that it leaves are judged instead of another of each. */
const demo = ["pricing-slow-unprotected", "pricing-slow-protected"];

test("npm start runs its two experiments to their documented ends", async () => {
  const { code, stdout, stderr } = await execute("npm", "start", "--", "--runs", runs);
  assert.equal(code, 0, stdout + stderr);
  // Before its two, it tries which rate the machine holds.
  const ids = readdirSync(runs).sort().slice(-demo.length);
  assert.equal(ids.length, demo.length);
  for (const [index, name] of demo.entries()) {
    const { stdout } = await brownout("report", ids[index] ?? "", "--json", "--runs", runs);
    const one = documented.find((one) => one.name === name) ?? assert.fail();
    check(JSON.parse(stdout), one, "local");
  }
});

const withoutEngine = await withoutImage(DEMO_SERVICE_IMAGE);
/** Experiments whose system has a real PostgreSQL and Redis. */
const onDatabases = ["messages/select-slow", "messages/cache-loading"];
const withoutDatabases = withoutRedis || withoutPostgres;

for (const one of documented) {
  for (const platform of one.on) {
    if (platform === "local" && demo.includes(one.name)) continue;
    const skip = onDatabases.includes(one.name) ? withoutDatabases : platform === "compose" && withoutEngine;
    test(`${one.name} on ${platform} ends ${one.verdict}`, { skip }, async () => {
      const file = `experiments/${one.name}.yaml`;
      const { code, stdout, stderr } = await brownout("run", file, "--on", platform, "--json", "--runs", runs);
      check(JSON.parse(stdout), one, platform, stderr);
      assert.equal(code, one.code);
    });
  }
}

test("examples/programs ends pass", { skip: await withoutExamplePrograms() }, async () => {
  const { code, stdout, stderr } = await brownout(
    "run",
    "examples/programs/pricing-slow.yaml",
    "--json",
    "--runs",
    runs,
  );
  assert.equal(code, 0, stdout + stderr);
  const { verdict, faults } = JSON.parse(stdout);
  assert.equal(verdict, "pass");
  assert.deepEqual([faults.length, faults[0].took], [1, "true"]);
});

// biome-ignore lint/suspicious/noExplicitAny: the result is read as any client of the JSON would.
function check(result: any, { name, verdict, code, origin }: Documented, platform: string, stderr = ""): void {
  assertResultDocument(result);
  assert.equal(result.experiment, name.slice(name.indexOf("/") + 1));
  assert.equal(result.verdict, verdict, `${result.reasons.join("\n")}\n${stderr}`);
  assert.equal(result.exitCode, code);
  // Only a proxy of ours measures edges, so that it can be seen which was slow first.
  if (platform === "local" && origin !== undefined) assert.equal(result.origin, origin);
  if (name === "pricing-slow-unprotected") checkCascade(result);
}

/** Five services are hurt, and the edge that it comes from answers all its calls. */
// biome-ignore lint/suspicious/noExplicitAny: the result is read as any client of the JSON would.
function checkCascade({ hurt, signals }: any): void {
  assert.ok(hurt.length >= 5, `only ${hurt} are hurt`);
  assert.ok(signals["checkout -> pricing"].fault.errorRate < 0.05);
}

test("nothing of them is left in", async () => {
  const { code, stdout } = await brownout("recover", "--runs", runs);
  assert.equal(code, 0, stdout);
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function brownout(...args: readonly string[]): Promise<Ended> {
  return execute(process.execPath, cli, ...args);
}

function execute(command: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}
