import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { recoverCommand } from "../../src/cli/commands/recover.ts";
import { reportCommand } from "../../src/cli/commands/report.ts";
import { runsCommand } from "../../src/cli/commands/runs.ts";
import { sealLine } from "../../src/records/journal/journal-line.ts";
import { BrownoutError } from "../../src/values/errors.ts";
import { type Random, seededRandom } from "../../src/values/random/random.ts";
import { draws } from "../support/draws.ts";
import { runCommand } from "../support/run-command.ts";
import { startBrownout } from "./brownout-process.ts";
import { writePairExperiment } from "./pair-experiment.ts";

/** A whole pass over each byte takes minutes. */
const PLACES = draws(100, 600);
const SEED = 20261121;

type Damage = (journal: Buffer, place: number, random: Random) => Buffer;
const otherByte = (random: Random) => Math.floor(random() * 256);

const damages: Readonly<Record<string, Damage>> = {
  "one bit changed": (journal, place, random) =>
    put(journal, place, 1, [(journal[place] ?? 0) ^ (1 << Math.floor(random() * 8))]),
  "one byte changed to a digit": (journal, place, random) => put(journal, place, 1, [0x30 + Math.floor(random() * 10)]),
  "one byte removed": (journal, place) => put(journal, place, 1, []),
  "one byte put in": (journal, place, random) => put(journal, place, 0, [otherByte(random)]),
  "one line end put in": (journal, place) => put(journal, place, 0, [0x0a]),
};

function put(journal: Buffer, place: number, instead: number, bytes: readonly number[]): Buffer {
  return Buffer.concat([journal.subarray(0, place), Buffer.from(bytes), journal.subarray(place + instead)]);
}

function unsealed(line: string): Readonly<Record<string, unknown>> {
  const { checksum: _checksum, ...event } = JSON.parse(line);
  return event;
}

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

describe("the journal of a run", { timeout: 280_000 }, () => {
  let folder: string;
  let runs: string;
  let run: string;
  let path: string;
  let whole: Buffer;
  let result: unknown;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "brownout-damaged-"));
    runs = join(folder, "runs");
    // Whatever it ends with: a busy machine may leave it inconclusive.
    const args = [cli, "run", await writePairExperiment(folder), "--runs", runs];
    await new Promise((resolve) => execFile(process.execPath, args, resolve));
    [run = ""] = await readdir(runs);
    path = join(runs, run, "journal.jsonl");
    whole = await readFile(path);
    result = await report();
  });
  after(() => rm(folder, { recursive: true }));

  /** Reads what `report --json` prints, or the code of its error. */
  async function report(): Promise<{ readonly verdict?: string; readonly code?: string }> {
    try {
      return JSON.parse((await runCommand(reportCommand, run, "--runs", runs, "--json")).out);
    } catch (error) {
      if (error instanceof BrownoutError) return { code: error.code };
      throw error;
    }
  }

  /** Reads the state that `runs` gives it. */
  async function state(): Promise<string> {
    const { out } = await runCommand(runsCommand, "--runs", runs, "--json");
    return JSON.parse(out)[0].state;
  }

  for (const [damage, make] of Object.entries(damages)) {
    it(`with ${damage} is damaged, or cut short, or says the same`, async () => {
      const random = seededRandom(SEED);
      for (let count = 0; count < PLACES; count += 1) {
        const place = Math.floor(random() * whole.length);
        const damaged = make(whole, place, random);
        if (damaged.equals(whole)) continue;
        await writeFile(path, damaged);
        const said = await report();
        const what = `${damage} at ${place}: ${JSON.stringify(said).slice(0, 300)}`;
        // Without its last line end, the last line is one that a crash cut short.
        if (place >= whole.length - 1 && said.code === undefined) {
          if (JSON.stringify(said) !== JSON.stringify(result)) assert.equal(said.verdict, "inconclusive", what);
          continue;
        }
        assert.equal(said.code, "E_JOURNAL_CORRUPT", what);
        assert.equal(await state(), "unreadable", what);
      }
    });
  }

  it("cut short at any byte never passes, and is never called damaged", async () => {
    const random = seededRandom(SEED);
    const lineEnds = [...whole.entries()].flatMap(([place, byte]) => (byte === 0x0a ? [place, place + 1] : []));
    const places = Array.from({ length: PLACES }, () => Math.floor(random() * whole.length));
    for (const place of [0, 1, ...places, ...lineEnds].filter((one) => one < whole.length)) {
      await writeFile(path, whole.subarray(0, place));
      const said = await report();
      const what = `cut at ${place}: ${JSON.stringify(said).slice(0, 300)}`;
      // Before it began, there is nothing to report.
      if (said.verdict === undefined) assert.equal(said.code, "E_USAGE", what);
      else assert.ok(["inconclusive", "undo-incomplete"].includes(said.verdict), what);
      assert.equal(await state(), "unfinished", what);
    }
  });

  it("is recovered where it is cut short, and left alone where it is damaged", async () => {
    const random = seededRandom(SEED);
    for (let count = 0; count < PLACES / 10; count += 1) {
      const place = Math.floor(random() * whole.length);
      const copies = join(folder, `copies-${count}`);
      await cp(join(runs, run), join(copies, "cut"), { recursive: true });
      await cp(join(runs, run), join(copies, "damaged"), { recursive: true });
      await writeFile(join(copies, "cut/journal.jsonl"), whole.subarray(0, place));
      const damaged = put(whole, place, 1, []);
      await writeFile(join(copies, "damaged/journal.jsonl"), damaged);
      const { out, err, exitCode } = await runCommand(recoverCommand, "--runs", copies);
      assert.equal(exitCode, place === whole.length - 1 ? 0 : 4, out + err);
      assert.doesNotMatch(err, /^cut: /m);
      assert.deepEqual(await readFile(join(copies, "damaged/journal.jsonl")), damaged);
    }
  });

  it("whose time goes back is damaged to who judges by it, and not to who takes out what is in", async () => {
    const events = whole.toString().trimEnd().split("\n").map(unsealed);
    const back = events.findLastIndex(({ type }) => type === "tick");
    const lines = events.map((event, at) => sealLine(at === back ? { ...event, atMs: 1 } : event));
    await writeFile(path, lines.join(""));
    assert.deepEqual(await report(), { code: "E_JOURNAL_CORRUPT" });
    const { out, err, exitCode } = await runCommand(recoverCommand, "--runs", runs);
    assert.deepEqual([exitCode, err], [0, ""], out);
  });

  it("damaged is told as it is by the commands themselves", async (context) => {
    await writeFile(path, put(whole, whole.indexOf('"tick"'), 1, [0x7f]));
    const reported = await startBrownout(context, ["report", run, "--runs", runs]).ended;
    assert.equal(reported.code, 64, reported.stderr);
    assert.match(reported.stderr, /E_JOURNAL_CORRUPT.*journal\.jsonl:\d+:/);
    const recovered = await startBrownout(context, ["recover", "--runs", runs]).ended;
    assert.equal(recovered.code, 4, recovered.stderr);
    const listed = await startBrownout(context, ["runs", "--runs", runs]).ended;
    assert.match(listed.stdout, /unreadable/);
    for (const { stderr } of [reported, recovered, listed]) assert.doesNotMatch(stderr, /defect/);
  });

  it("of a newer format is refused in words", async (context) => {
    await writeFile(path, '{"journal":3,"version":"9.0.0"}\n{"atMs":0,"type":"something new"}\n');
    const { code, stderr } = await startBrownout(context, ["report", run, "--runs", runs]).ended;
    assert.equal(code, 64, stderr);
    assert.match(stderr, /E_JOURNAL_NEWER.*brownout 9\.0\.0 wrote this journal, in format 3/);
  });
});
