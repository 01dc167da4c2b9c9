import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { brownoutInto } from "../support/brownout-here.ts";
import { lacking, testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { untilNothingRuns } from "./leftovers.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const experiment = fileURLToPath(new URL("../../experiments/pricing-slow-protected.yaml", import.meta.url));
const graph = fileURLToPath(new URL("../../fixtures/graphs/pair.yaml", import.meta.url));

/** `brownout ARGS` with its output where `where` leads it, in a shell: `> /dev/full`; `first` is done before it. */
async function brownout(args: readonly string[], where: string, first = ""): Promise<{ code: number; stderr: string }> {
  return await new Promise((resolve) => {
    const line = `${first}"$0" "$@" ${where}`;
    execFile("sh", ["-c", line, process.execPath, cli, ...args], (error, _stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stderr });
    });
  });
}

/** A run of no length, whose output is led away. */
async function runTo(context: TestContext, where: string, ...options: readonly string[]) {
  const folder = await temporaryFolder(context);
  const runs = join(folder, "runs");
  const phases = { baseline: "500ms", fault: "500ms", recovery: "500ms" };
  const file = await writePairExperiment(folder, {
    phases,
    faults: [{ type: "latency", on: "front -> back", latency: "200ms" }],
  });
  const inFolder = (text: string) => text.replaceAll("FOLDER", folder);
  const ended = await brownout(["run", file, "--runs", runs, ...options.map(inFolder)], inFolder(where));
  await untilNothingRuns(folder, 20_000);
  const [run = ""] = await readdir(runs);
  return { ...ended, folder, runs, run };
}

function checkUndelivered({ code, stderr }: { readonly code: number; readonly stderr: string }): void {
  assert.equal(code, 74, stderr);
  assert.match(stderr, /E_UNDELIVERED.*no space left/);
  assert.doesNotMatch(stderr, /defect|at .*\.ts:/);
}

const { describe, it } = testsNeeding(existsSync("/dev/full") ? false : lacking("linux", "/dev/full"));

describe("a run whose result can't be delivered", () => {
  it("says so and how to have it, as that of a kept run does", { timeout: 60_000 }, async (context) => {
    const { code, stderr, runs, run } = await runTo(context, ">&-", "--json");
    assert.equal(code, 74, stderr);
    assert.match(stderr, /E_UNDELIVERED.*it is closed/);
    assert.doesNotMatch(stderr, /defect|at .*\.ts:/);
    assert.ok(stderr.includes(`brownout report ${run} --runs ${runs}`), stderr);
    const report = ["report", run, "--runs", runs, "--json"];
    const kept = await brownout(report, `> "${runs}.json"`);
    assert.equal(kept.code, 0, kept.stderr);
    assert.equal(JSON.parse(await readFile(`${runs}.json`, "utf8")).run, join(runs, run));
    checkUndelivered(await brownout(report, "> /dev/full"));
    const thrownAway = await brownout(report, "> /dev/null");
    assert.equal(thrownAway.code, 0, thrownAway.stderr);
  });

  it("goes on, and is judged, where only its words can't be written", { timeout: 60_000 }, async (context) => {
    const { code, folder } = await runTo(context, '> "FOLDER/out" 2> /dev/full', "--json");
    assert.equal(JSON.parse(await readFile(join(folder, "out"), "utf8")).exitCode, code);
  });

  it("is told of its words and of a report that can't be written, and other reports are", {
    timeout: 60_000,
  }, async (context) => {
    const reports = ["--report", "sarif=/dev/full,junit=FOLDER/reports/a.xml"];
    const { code, stderr, folder, runs, run } = await runTo(context, "> /dev/full", ...reports);
    assert.equal(code, 74, stderr);
    assert.match(stderr, /E_UNDELIVERED.*the standard output: .*no space left/);
    assert.match(
      stderr,
      /E_UNDELIVERED.*sarif=\/dev\/full could not be written: .*no space left.*The run ended as \w+/s,
    );
    assert.doesNotMatch(stderr, /defect|at .*\.ts:/);
    assert.ok(stderr.includes(`brownout report ${run} --runs ${runs} --report`), stderr);
    assert.match(
      await readFile(join(folder, "reports", "a.xml"), "utf8"),
      /<testsuite name="pair".*<property name="file" value="pair.yaml"/s,
    );
  });

  it("is not begun where one of its reports can't be", async (context) => {
    const folder = await temporaryFolder(context);
    const file = await writePairExperiment(folder);
    const { code, stderr } = await brownout(
      ["run", file, "--runs", join(folder, "runs"), "--report", `junit=${folder}`],
      "",
    );
    assert.equal(code, 64, stderr);
    assert.ok(!existsSync(join(folder, "runs")));
  });
});

describe("a command whose output can't be delivered", () => {
  for (const args of [["schema"], ["run", "--help"], ["--version"]]) {
    it(args.join(" "), { timeout: 60_000 }, async () => checkUndelivered(await brownout(args, "> /dev/full")));
  }

  for (const args of [
    ["plan", experiment],
    ["validate", experiment],
    ["doctor"],
    ["doctor", "--json"],
    ["runs"],
    ["runs", "--json"],
    ["graph", "export", graph, "--to", "compose"],
    ["recover"],
    ["--help"],
  ]) {
    it(args.map((arg) => arg.split("/").at(-1)).join(" "), { timeout: 60_000 }, async () => {
      checkUndelivered(await brownoutInto("/dev/full", args));
    });
  }

  it("was interrupted, which weighs more", { timeout: 60_000 }, async (context) => {
    const server = createServer((_, response) => void response.end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    context.after(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const args = [process.execPath, cli, "load", url, "--rate", "20", "--duration", "60s"];
    const child = spawn("sh", ["-c", 'exec "$0" "$@" > /dev/full', ...args], { stdio: ["ignore", "ignore", "pipe"] });
    context.after(() => child.kill("SIGKILL"));
    server.once("request", () => child.kill("SIGINT"));
    const [[code], stderr] = await Promise.all([once(child, "close"), text(child.stderr)]);
    assert.match(stderr, /E_UNDELIVERED.*no space left/);
    assert.equal(code, 130, stderr);
  });

  it("is told where a part of it was taken", async (context) => {
    const folder = await temporaryFolder(context);
    // A file may have one block here, and the schema is longer.
    const { code, stderr } = await brownout(["schema"], `> "${folder}/schema.json"`, "ulimit -f 1; ");
    assert.equal(code, 74, stderr);
    assert.match(stderr, /E_UNDELIVERED.*too large/);
  });

  it("is told where stdout is closed", async () => {
    const { code, stderr } = await brownout(["schema"], ">&-");
    assert.equal(code, 74, stderr);
    assert.match(stderr, /E_UNDELIVERED.*closed/);
  });
});
