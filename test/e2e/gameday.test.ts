import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { readDays } from "../../src/assembly/gameday/read-days.ts";
import { parseFinding } from "../../src/files/gameday/parse-finding.ts";
import type { DayState } from "../../src/judge/gameday/day-state.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { cli, startBrownout } from "./brownout-process.ts";
import { pairExperiment } from "./pair-experiment.ts";

/** A day of experiments on the pair, in a folder of its own. */
async function writeDay(folder: string, ...names: readonly string[]): Promise<string> {
  for (const name of names) {
    // One that is to be stopped is longer than anybody waits.
    const phases = name === "long" ? { baseline: "500ms", fault: "10m", recovery: "500ms" } : pairExperiment.phases;
    const faults = [{ type: "latency", on: "front -> back", latency: "200ms" }];
    await writeFile(join(folder, `${name}.yaml`), JSON.stringify({ ...pairExperiment, name, phases, faults }));
  }
  await writeFile(
    join(folder, "error-budget.yaml"),
    `as-of: ${new Date().toISOString().slice(0, 10)}\nrequests: 100000000\nfailed: 3\n`,
  );
  const day = {
    name: "pair-day",
    at: "2096-12-04 10:00 UTC",
    lasts: "2h",
    participants: { leader: "Ada", scribe: "Grace", observers: ["Linus"] },
    environment: { is: "staging", on: "local" },
    experiments: names.map((name) => ({ run: `${name}.yaml`, hypothesis: `Nobody notices ${name}.` })),
    "way-back": ["brownout recover"],
    budget: { slo: "99%", window: "30d", spent: "error-budget.yaml" },
  };
  const path = join(folder, "gameday.yaml");
  await writeFile(path, JSON.stringify(day));
  return path;
}

/** A day under way that a test talks to. */
class Day {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  said = "";
  #heard = 0;
  #saysMore = Promise.withResolvers<void>();

  constructor(context: TestContext, folder: string, ...args: readonly string[]) {
    const all = ["gameday", "run", join(folder, "gameday.yaml"), "--runs", join(folder, ".brownout", "runs"), ...args];
    this.child = spawn(process.execPath, [cli, ...all], { stdio: ["pipe", "pipe", "pipe"] });
    context.after(() => this.child.kill("SIGKILL"));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.said += text;
        this.#saysMore.resolve();
        this.#saysMore = Promise.withResolvers();
      });
    }
    this.ended = once(this.child, "close").then(([code]) => code as number | null);
  }

  say(...lines: readonly string[]): void {
    this.child.stdin?.write(lines.map((line) => `${line}\n`).join(""));
  }

  /** Waits until it says something, behind what was waited for before. */
  async hears(words: RegExp): Promise<void> {
    const ended = this.ended.then((code) => {
      throw new Error(`it ended with ${code} and never said ${words}: ${this.said}`);
    });
    for (;;) {
      const found = words.exec(this.said.slice(this.#heard));
      if (found !== null) {
        this.#heard += found.index + found[0].length;
        // That it ends afterwards is well.
        ended.catch(() => undefined);
        return;
      }
      await Promise.race([this.#saysMore.promise, ended]);
    }
  }
}

async function stateIn(folder: string): Promise<DayState> {
  const days = await readDays(join(folder, ".brownout", "gamedays"), (_folder, error) => assert.fail(error));
  const state = days.at(-1)?.state;
  assert.ok(state !== undefined);
  return state;
}

describe("gameday run", { concurrency: false }, () => {
  test("is held by lines, outlives its process in the midst of a run, and has one leader", async (context) => {
    const folder = await temporaryFolder(context);
    const file = await writeDay(folder, "slow", "skipped", "long");
    const runs = join(folder, ".brownout", "runs");
    const first = new Day(context, folder);
    first.say("here", "begin", "go");
    await first.hears(/fault \S+ is in/);
    first.say("note It is slow \x1b[31mnow");
    await first.hears(/Ada notes: It is slow/);
    const second = await startBrownout(context, ["gameday", "run", file, "--resume", "--runs", runs]).ended;
    assert.deepEqual([second.code, /is held by process (\d+)/.exec(second.stderr)?.[1]], [64, String(first.child.pid)]);
    first.child.kill("SIGKILL");
    await first.ended;
    const anew = await startBrownout(context, ["gameday", "run", file, "--runs", runs]).ended;
    assert.deepEqual([anew.code, /--resume/.test(anew.stderr)], [64, true]);

    await writeFile(file, (await readFile(file, "utf8")).replace("Nobody notices slow.", "Everybody notices slow."));
    const again = new Day(context, folder, "--resume");
    await again.hears(/was changed since the day began/);
    await again.hears(/slow +no verdict: it was cut off in its midst; all that it had put in is out/);
    again.say("learned A killed runner leaves nothing in.", "again", "go");
    again.say(
      'finding high "Linus T." The alarm came late -- It was *green*.',
      "next",
      "no-go It is late.",
      "next",
      "go",
    );
    await again.hears(/phase fault[\s\S]*phase fault/);
    again.say("stop", "learned It can be stopped.", "next", "end");
    assert.equal(await again.ended, 0, again.said);

    const state = await stateIn(folder);
    const [slow, skipped, long] = state.steps;
    assert.deepEqual(
      slow?.runs.map(({ end }) => end?.type),
      ["run-failed", "run-ended"],
    );
    assert.deepEqual([skipped?.decision?.go, skipped?.runs.length, long?.runs.length], [false, 0, 1]);
    const stopped = long?.runs[0]?.end;
    assert.ok(stopped?.type === "run-ended");
    assert.deepEqual([stopped.exitCode, /Ada stopped the run/.test(stopped.headline)], [130, true]);
    assert.equal(state.agreement.experiments[0]?.hypothesis, "Nobody notices slow.");
    assert.equal(state.notes[0]?.text, "It is slow  [31mnow");
    assert.ok((state.ended?.spent?.requests ?? 0) > 100, "the requests of its runs are counted");
    assert.deepEqual(
      state.attended.map(({ name }) => name),
      ["Ada", "Grace", "Linus"],
    );
    const path = join(folder, state.findings[0]?.file ?? "");
    const finding = parseFinding({ path, text: await readFile(path, "utf8") });
    assert.deepEqual([finding.owner, finding.severity, finding.status], ["Linus T.", "high", "open"]);
    assert.deepEqual([finding.run, finding.gameday], [slow?.runs[1]?.run, "2096-12-04-pair-day"]);
    const recovered = await startBrownout(context, ["recover", "--runs", runs]).ended;
    assert.equal(recovered.code, 0, recovered.stderr);
    const page = await readFile(join(folder, ".brownout", "gamedays", "2096-12-04-pair-day", "report.html"), "utf8");
    assert.match(page, /No-go by Ada: It is late\.[\s\S]*The alarm came late[\s\S]* of slow has no end of its own: /);
  });

  test("takes all lines of a day at once, and is left where they end", async (context) => {
    const folder = await temporaryFolder(context);
    await writeDay(folder, "long");
    const left = new Day(context, folder);
    left.say("go");
    await left.hears(/phase fault/);
    left.child.stdin?.end(`note ${"x".repeat(1_000_000)}\nnonsense\n`);
    assert.equal(await left.ended, 75, left.said);
    assert.match(left.said, /a note has 10,000 characters at most/);
    assert.match(left.said, /no line begins with "nonsense"/);
    assert.match(left.said, /the day is left: the input ended\n[\s\S]*--resume/);
    assert.deepEqual(
      (await stateIn(folder)).steps[0]?.runs.map(({ end }) => end?.type),
      ["run-ended"],
    );

    const again = new Day(context, folder, "--resume");
    await writeFile(join(folder, "findings"), "no folder");
    again.say("finding low Linus Was it seen?");
    await again.hears(/the finding could not be written into/);
    await rm(join(folder, "findings"));
    again.child.stdin?.end("finding low Linus Was it seen?\nagain\nno-go It is known.\nnext\nend\n");
    assert.equal(await again.ended, 0, again.said);
    assert.equal((await stateIn(folder)).findings.length, 1);
    const anew = new Day(context, folder);
    await anew.hears(/Ada is here/);
    anew.child.kill("SIGINT");
    assert.equal(await anew.ended, 130, anew.said);
  });

  test("SIGINT stops the run alone, SIGTERM leaves the day, and nothing stays in", async (context) => {
    const folder = await temporaryFolder(context);
    await writeDay(folder, "long");
    const day = new Day(context, folder);
    day.say("go");
    await day.hears(/phase fault/);
    day.child.kill("SIGINT");
    await day.hears(/Ada stops the run[\s\S]*INCONCLUSIVE/);
    day.say("again", "go");
    await day.hears(/phase fault/);
    day.child.kill("SIGTERM");
    assert.equal(await day.ended, 143, day.said);
    const { isLeft, steps } = await stateIn(folder);
    assert.equal(isLeft, true);
    assert.deepEqual(
      steps[0]?.runs.map(({ end }) => end?.type === "run-ended" && end.exitCode),
      [130, 143],
    );
  });
});
