import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rmdir } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { withoutRoot } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { processesOf, untilNothingRuns } from "./leftovers.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const options = { timeout: 60_000 };
/** These mount a file system. */
const rootOnly = { ...options, skip: withoutRoot };

/** A folder that is a small file system of its own; gone after the test. */
async function mountedFolder(context: TestContext, how: string): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "brownout-mount-"));
  await promisify(execFile)("mount", ["-t", "tmpfs", "-o", how, "none", path]);
  context.after(async () => {
    await promisify(execFile)("umount", ["--lazy", path]);
    await rmdir(path);
  });
  return path;
}

async function runPair(
  context: TestContext,
  folder: string,
  changes: Record<string, unknown> = {},
  runs = join(folder, "runs"),
) {
  return startBrownout(context, ["run", await writePairExperiment(folder, changes), "--json", "--runs", runs]).ended;
}

describe("a run that can't be", () => {
  test("is refused before it starts when its folder is read-only", rootOnly, async (context) => {
    const folder = await temporaryFolder(context);
    const runs = await mountedFolder(context, "ro,size=64k");
    const { code, stdout, stderr } = await runPair(context, folder, {}, runs);
    assert.equal(code, 3);
    assert.equal(stdout, "");
    assert.match(stderr, /read-only file system/i);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

  test("takes its faults out and is inconclusive when the disk gets full", rootOnly, async (context) => {
    const folder = await temporaryFolder(context);
    // Enough to begin with, and for some seconds of ticks.
    const runs = await mountedFolder(context, "size=64k");
    const phases = { baseline: "500ms", fault: "30s", recovery: "500ms" };
    const { code, stdout, stderr } = await runPair(context, folder, { phases }, runs);
    assert.equal(code, 3, stderr);
    const { reasons } = JSON.parse(stdout);
    assert.match(reasons.join(), /no space left/i);
    await untilNothingRuns(folder, 10_000);
  });

  test("is inconclusive when the load is refused from the beginning", options, async (context) => {
    const folder = await temporaryFolder(context);
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const load = { users: { request: `GET http://127.0.0.1:${port}/`, rate: "100/s", timeout: "1s" } };
    const { code, stdout } = await runPair(context, folder, { load, "steady-state": ["users.error_rate < 50%"] });
    const { verdict, reasons, faults } = JSON.parse(stdout);
    assert.equal(code, 3);
    assert.equal(verdict, "inconclusive");
    assert.match(reasons.join(), /no steady state/);
    assert.equal(faults[0].injectedAtMs, undefined);
  });

  test("is refused with every mistake when the experiment is wrong", options, async (context) => {
    const folder = await temporaryFolder(context);
    const faults = [{ type: "latencyy", on: "front -> bakc", latency: 20 }];
    const { code, stderr } = await runPair(context, folder, { faults, expect: ["user.p95 < 300"] });
    assert.equal(code, 64);
    assert.match(stderr, /found "latencyy"; did you mean "latency"\?/);
    assert.match(stderr, /the graph has no service "bakc"; did you mean "back"\?/);
    assert.match(stderr, /there is no load "user"; did you mean "users"\?/);
    assert.match(stderr, /found "300"; a duration is a number with its unit/);
    assert.deepEqual(await readdir(folder), ["pair.yaml"], "nothing was started");
  });
});

test("a proxy that dies in the middle of a run ends it, inconclusive, with nothing left", options, async (context) => {
  const folder = await temporaryFolder(context);
  const runs = join(folder, "runs");
  const phases = { baseline: "500ms", fault: "20s", recovery: "500ms" };
  const file = await writePairExperiment(folder, { phases });
  const { child, ended } = startBrownout(context, ["run", file, "--json", "--runs", runs]);
  // In JSON mode the run tells how it goes on stderr, a line each turn.
  await new Promise<void>((resolve) => {
    child.stderr?.on("data", (data) => String(data).includes("is in") && resolve());
  });
  const [run] = await readdir(runs);
  const proxy = (await processesOf(run as string)).find((line) => / proxy /.test(line));
  process.kill(Number.parseInt(proxy as string, 10), "SIGKILL");
  const { code, stdout } = await ended;
  const { reasons, leftBehind } = JSON.parse(stdout);
  assert.equal(code, 3);
  assert.match(reasons.join(), /proxy/);
  assert.deepEqual(leftBehind, []);
  await untilNothingRuns(run as string, 10_000);
  const journal = await readFile(join(runs, run as string, "journal.jsonl"), "utf8");
  assert.match(journal, /"type":"run-ended","exitCode":3/);
});
