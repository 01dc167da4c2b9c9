import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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

/** The events of a run of an experiment of this name. */
function named(name: string, events: readonly RunEvent[]): readonly RunEvent[] {
  return events.map((event) => {
    if (event.type !== "run-started") return event;
    return { ...event, plan: { ...event.plan, experiment: { ...event.plan.experiment, name } } };
  });
}

/** The events of a run, as if it had been asked for what another was. */
function begunAs([start]: readonly RunEvent[], [_, ...rest]: readonly RunEvent[]): readonly RunEvent[] {
  assert.ok(start);
  return [start, ...rest];
}

describe("baselines on the command line", () => {
  let folder: string;
  let passed: readonly RunEvent[];
  /** The same was asked for, and the system did worse. */
  let failed: readonly RunEvent[];
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
    const worse = await simulate({ plan: { faults: [{ delayMs: 400 }] } });
    assert.equal(worse.result.verdict, "fail");
    failed = begunAs(passed, worse.events);
    await keep("main", 1, 0, 9, named("cart", passed));
    await keep("main", 20, 0, 10);
    await keep("main", 1, 0, 30, failed);
    // Older than the baseline's newest: not of those that are checked.
    await keep("unchanged", 1, SLOWER, 9);
    await keep("unchanged", 5, 0, 40);
    await keep("slower", 5, SLOWER, 40);
    await baseline("save", "main", ...inFolder("main"));
  });
  after(() => rm(folder, { recursive: true }));

  test("are saved of the runs that passed, and shown", async () => {
    const { out, err } = await baseline("save", "again", ...inFolder("main"));
    assert.match(out, /^baseline again: 20 runs of simulated, in .*again\.json$/);
    assert.equal(err, "1 run that passed is left out, of another kind than the newest");
    const listed = await baseline("show", ...inFolder("main"));
    assert.equal(listed.out, "again\nmain");
    const shown = await baseline("show", "main", ...inFolder("main"));
    assert.match(shown.out, /^main +20 runs of simulated, from 2026-01-01T00:10:00.000Z to 2026-01-01T00:29:00.000Z\n/);
    assert.match(shown.out, /shoppers +in the fault +p95 +[\d.]+ ms +[\d.]+ ms +[\d.]+ ms +20/);
    const json = JSON.parse((await baseline("show", "main", "--json", ...inFolder("main"))).out);
    assert.deepEqual(
      json.runs.map(({ run }: { run: string }) => run),
      Array.from({ length: 20 }, (_, nth) => `run-${10 + nth}`),
    );
  });

  test("have the runs that are of one kind: theirs, or begun anew that of the newest", async () => {
    const edited = await simulate({ plan: { ratePerS: 150 } });
    await keep("edited", 2, 0, 10);
    await baseline("save", "edited", ...inFolder("edited"));
    await keep("edited", 1, 0, 12);
    await keep("edited", 2, 0, 13, edited.events);
    await keep("edited", 1, 0, 15, named("cart", passed));
    const added = await baseline("save", "edited", ...inFolder("edited"));
    assert.match(added.out, /^baseline edited: 3 runs of simulated,/);
    assert.match(added.err, /^2 runs that passed are left out, of another kind than the baseline's$/);
    const anew = await baseline("save", "edited", "--replace", ...inFolder("edited"));
    assert.match(anew.out, /^baseline edited: 2 runs of simulated,/);
    assert.match(anew.err, /^3 runs that passed are left out, of another kind than the newest$/);
    await assert.rejects(baseline("save", "edited", ...inFolder("edited")), {
      code: "E_USAGE",
      message: /^no run of simulated that passed is in .* that edited hasn't$/,
    });
    await writeFile(join(folder, "baselines", "edited.json"), "{}");
    const mended = await baseline("save", "edited", "--replace", ...inFolder("edited"));
    assert.match(mended.out, /^baseline edited: 1 runs? of cart,/);
    assert.match(mended.err, /edited\.json: this is no baseline/);
  });

  test("say of an unchanged system that it is no worse, and what would have been seen", async () => {
    const { out, exitCode } = await check("unchanged");
    assert.equal(exitCode, 0);
    assert.match(out, /^ NO WORSE {3}simulated beside main +exit code 0\n/);
    assert.match(out, /✓ shoppers +in the fault +p95 .* \+[\d.]+ %\n/);
    const { runs } = JSON.parse((await check("unchanged", "--json")).out);
    assert.deepEqual(runs, ["run-40", "run-41", "run-42", "run-43", "run-44"]);
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
      [
        ["check", "main", "run-9", ...inFolder("main")],
        "E_INCOMPARABLE",
        3,
        /is of the experiment cart, not of simulated/,
      ],
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

  test("leave out a run whose journal is damaged, and say so; of other experiments no more than the beginning is read", async () => {
    await keep("unchanged", 1, 0, 50, named("cart", passed));
    await appendFile(join(folder, "unchanged", "run-50", "journal.jsonl"), "damaged\n{}\n");
    const path = join(folder, "unchanged", "run-44", "journal.jsonl");
    const whole = await readFile(path, "utf8");
    await writeFile(path, whole.replace('"shoppers"', '"shopper5"'));
    const { exitCode, err } = await check("unchanged");
    await writeFile(path, whole);
    assert.match(err, /^run-44 is left out: .*its checksum is another.*$/);
    assert.equal(exitCode, 0);
  });

  test("name an experiment whose verdict wavers, and what would decide", async () => {
    await keep("wavering", 1, 0, 1, failed);
    await keep("wavering", 2, 0, 2);
    const { out } = await runCommand(runsCommand, "--stability", "--runs", join(folder, "wavering"));
    assert.match(out, /^simulated on simulated, 2026-01-01 to 2026-01-01\n PASS {2}2 of 3, {2}FAIL {2}1 of 3\n/);
    assert.match(out, /~ shoppers\.p95 < 300ms: true 2, false 1\n/);
    const steady = await runCommand(runsCommand, "--stability", "--runs", join(folder, "slower"));
    assert.match(steady.out, / PASS {2}5 of 5\nthe same in every run$/);
  });
});
