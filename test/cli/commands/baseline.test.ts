import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { baselineCommand } from "../../../src/cli/commands/baseline.ts";
import { runsCommand } from "../../../src/cli/commands/runs.ts";
import type { RunEvent } from "../../../src/judge/history/event.ts";
import { BrownoutError } from "../../../src/values/errors.ts";
import { seededRandom } from "../../../src/values/random/random.ts";
import { simulate } from "../../run/simulated-run.ts";
import { keepRun, slowerEvents } from "../../support/kept-run.ts";
import { runCommand } from "../../support/run-command.ts";

const random = seededRandom(20261129);
/** Runs differ from each other by some per cent. */
const unsteady = () => Math.floor(random() * 6);
/** About 23 %. */
const SLOWER = 34;

describe("baselines on the command line", () => {
  let folder: string;
  let passed: readonly RunEvent[];
  const inFolder = (...names: readonly string[]) => [
    "--runs",
    join(folder, ...names),
    "--baselines",
    join(folder, "baselines"),
  ];
  const baseline = (...args: readonly string[]) => runCommand(baselineCommand, ...args);
  const check = (runs: string, ...args: readonly string[]) => baseline("check", "main", ...args, ...inFolder(runs));

  async function keep(runs: string, count: number, slower: number, from: number, events = passed): Promise<void> {
    for (let nth = from; nth < from + count; nth++) {
      await keepRun(join(folder, runs), `run-${nth}`, slowerEvents(events, slower + unsteady(), nth));
    }
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "brownout-baseline-"));
    const run = await simulate({});
    assert.equal(run.result.verdict, "pass");
    passed = run.events;
    await keep("main", 20, 0, 10);
    await keep("unchanged", 5, 0, 40);
    await keep("slower", 5, SLOWER, 40);
    await baseline("save", "main", ...inFolder("main"));
  });
  after(() => rm(folder, { recursive: true }));

  test("are saved of the runs that passed, and shown", async () => {
    const { out } = await baseline("save", "again", ...inFolder("main"));
    assert.match(out, /^baseline again: 20 runs of simulated, in .*again\.json$/);
    const listed = await baseline("show", ...inFolder("main"));
    assert.equal(listed.out, "again\nmain");
    const shown = await baseline("show", "main", ...inFolder("main"));
    assert.match(shown.out, /^main +20 runs of simulated, from 2026-01-01T00:10:00.000Z to 2026-01-01T00:29:00.000Z\n/);
    assert.match(shown.out, /shoppers +in the fault +p95 +[\d.]+ ms +[\d.]+ ms +[\d.]+ ms +20/);
    const json = JSON.parse((await baseline("show", "main", "--json", ...inFolder("main"))).out);
    assert.equal(json.runs.length, 20);
  });

  test("say of an unchanged system that it is no worse, and what would have been seen", async () => {
    const { out, exitCode } = await check("unchanged");
    assert.equal(exitCode, 0);
    assert.match(out, /^ NO WORSE {3}simulated beside main +exit code 0\n/);
    assert.match(out, /✓ shoppers +in the fault +p95 .* \+[\d.]+ %\n/);
  });

  test("say of a slower one that it is worse, and in what", async () => {
    const { out, exitCode } = await check("slower");
    assert.equal(exitCode, 1);
    assert.match(out, /shoppers p95 in the fault: [\d.]+ ms instead of [\d.]+ ms \(\+\d/);
    assert.match(out, /✗ shoppers/);
    const json = await check("slower", "--json");
    assert.equal(json.exitCode, 1);
    const { conclusion, exitCode: code, figures, runs } = JSON.parse(json.out);
    assert.deepEqual([conclusion, code, runs.length], ["worse", 1, 5]);
    assert.ok(figures.some((one: { signal: string; isWorse: boolean }) => one.signal === "shoppers" && one.isWorse));
  });

  test("say nothing of too few runs", async () => {
    const { out, exitCode } = await check("unchanged", "run-40");
    assert.equal(exitCode, 3);
    assert.match(out, /CAN'T TELL/);
    assert.match(out, /1 checked run beside 20 of a baseline can't show anything/);
  });

  test("are only for runs that are there, of the same experiment, and not their own", async () => {
    const other = await simulate({ plan: { ratePerS: 150 } });
    await keep("other", 5, 0, 40, other.events);
    for (const [args, code, exitCode, words] of [
      [["check", "main", ...inFolder("other")], "E_INCOMPARABLE", 3, /ask for something else/],
      [["check", "main", "run-10", ...inFolder("main")], "E_USAGE", 64, /run-10 is one of the runs of main/],
      [["check", "main", "run-99", ...inFolder("main")], "E_USAGE", 64, /there is no run run-99/],
      [["check", "nobody", ...inFolder("main")], "E_USAGE", 64, /there is no baseline nobody/],
      [["check", "main", ...inFolder("empty")], "E_INCOMPARABLE", 3, /no run that passed/],
      [["save", "main", ...inFolder("other")], "E_BASELINE_RUN", 64, /of another kind/],
      [["save", "new", ...inFolder("empty")], "E_USAGE", 64, /no run that passed/],
    ] as const) {
      await assert.rejects(baseline(...args), (error: unknown) => {
        assert.ok(error instanceof BrownoutError, String(error));
        assert.deepEqual([error.code, error.exitCode], [code, exitCode]);
        assert.match(error.message, words);
        return true;
      });
    }
  });

  test("leave out a run whose journal is damaged, and say so", async () => {
    const path = join(folder, "unchanged", "run-44", "journal.jsonl");
    const whole = await readFile(path, "utf8");
    await writeFile(path, whole.replace('"shoppers"', '"shopper5"'));
    const { exitCode, err } = await check("unchanged");
    await writeFile(path, whole);
    assert.match(err, /^run-44 is left out: .*its checksum is another/);
    assert.equal(exitCode, 0);
  });

  test("name an experiment whose verdict wavers, and what would decide", async () => {
    const failed = await simulate({ plan: { faults: [{ delayMs: 400 }] } });
    assert.equal(failed.result.verdict, "fail");
    const [start, ...rest] = failed.events;
    assert.ok(start?.type === "run-started" && passed[0]?.type === "run-started");
    // The same was asked for, and the system did worse.
    await keep("wavering", 1, 0, 1, [{ ...start, plan: passed[0].plan }, ...rest]);
    await keep("wavering", 2, 0, 2);
    const { out } = await runCommand(runsCommand, "--stability", "--runs", join(folder, "wavering"));
    assert.match(out, /^simulated on simulated, 2026-01-01 to 2026-01-01\n PASS {2}2 of 3, {2}FAIL {2}1 of 3\n/);
    assert.match(out, /~ shoppers\.p95 < 300ms: true 2, false 1\n/);
    const steady = await runCommand(runsCommand, "--stability", "--runs", join(folder, "main"));
    assert.match(steady.out, / PASS {2}20 of 20\nthe same in every run$/);
  });
});
