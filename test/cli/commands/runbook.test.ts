import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { runbookCommand } from "../../../src/cli/commands/runbook.ts";
import type { RunEvent } from "../../../src/judge/history/event.ts";
import { BrownoutError } from "../../../src/values/errors.ts";
import { simulate } from "../../run/simulated-run.ts";
import { keepRun, slowerEvents } from "../../support/kept-run.ts";
import { runCommand } from "../../support/run-command.ts";

function renamed(events: readonly RunEvent[], name: string): readonly RunEvent[] {
  return events.map((event) => {
    if (event.type !== "run-started") return event;
    return { ...event, plan: { ...event.plan, experiment: { ...event.plan.experiment, name } } };
  });
}

describe("brownout runbook", () => {
  let folder: string;
  let file: string;
  const runbook = (...args: readonly string[]) => runCommand(runbookCommand, ...args, "--runs", join(folder, "runs"));
  const write = (run: string, ...more: readonly string[]) => runbook(run, "--out", file, ...more);
  const read = () => readFileSync(file, "utf8");
  const base = () => join(folder, ".slow.base.md");
  const edit = (change: (text: string) => string) => writeFileSync(file, change(read()));

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "brownout-runbook-"));
    file = join(folder, "slow.md");
    const { events } = await simulate({ plan: { faults: [{ delayMs: 700 }] } });
    const keep = (name: string, of: readonly RunEvent[]) => keepRun(join(folder, "runs"), name, of);
    await keep("one", events);
    await keep("two", slowerEvents(events, 34, 1));
    await keep("other", renamed(events, "other"));
    await keep("astray", renamed(events, "../../astray"));
    await keep("milder", (await simulate({ plan: { faults: [{ delayMs: 70 }] } })).events);
    await keep("begun", events.slice(0, 1));
    await keep("calm", (await simulate({ plan: { expect: [], faults: [{ delayMs: 5 }] } })).events);
  });
  beforeEach(async () => {
    await rm(file, { force: true });
    await rm(base(), { force: true });
  });
  after(() => rm(folder, { recursive: true }));

  test("writes a new file and, beside it, what was generated; the same again changes nothing", async () => {
    const first = await write("one");
    assert.deepEqual([first.out, first.exitCode], [`written: ${file}\nwritten: ${base()}`, 0]);
    assert.equal(read(), readFileSync(base(), "utf8"));
    assert.equal((await runbook("one", "--stdout")).out, read().trimEnd());
    const again = await write("one");
    assert.deepEqual([again.out, again.exitCode], [`${file} is as it should be`, 0]);
  });

  test("--check ends with 1 where something would change, also the file of what was generated, and writes nothing", async () => {
    const none = await write("one", "--check");
    assert.deepEqual([none.out, none.exitCode], [`would change: ${file}\nwould change: ${base()}`, 1]);
    assert.ok(!existsSync(file) && !existsSync(base()));
    await write("one");
    assert.equal((await write("one", "--check")).exitCode, 0);
    const before = read();
    assert.equal((await write("two", "--check")).exitCode, 1);
    assert.equal(read(), before);
    await rm(base());
    assert.equal((await write("one", "--check")).out, `would change: ${base()}`);
  });

  test("keeps what people wrote through the figures of another run, and changes nothing outside", async () => {
    await write("one");
    chmodSync(file, 0o640);
    edit((text) =>
      text
        .replace("# Runbook:", "# Pricing is slow:")
        .replace("## What to do\n", "## What to do\n\nCall Ada.\n")
        .replace(/\n\n<!-- brownout:end over/, "\n- when Grace says so$&")
        .replace(/\n.*What stays as it was tells.*\n/, "\n"),
    );
    const { out, exitCode } = await write("two");
    assert.deepEqual([out, exitCode], [`written: ${file}\nwritten: ${base()}`, 0]);
    assert.match(read(), /^# Pricing is slow:.*\n## What to do\n\nCall Ada\.\n.*\n- when Grace says so\n/s);
    assert.doesNotMatch(read(), /What stays as it was tells/);
    assert.match(read(), /run ` two `/);
    assert.doesNotMatch(read(), /run ` one `/);
  });

  test("puts both into the file where a run has other figures in a line that people changed, says where, and ends with 1", async () => {
    await write("one");
    edit((text) => text.replace(/^(- after .*)$/m, "$1, which pages nobody"));
    const { out, exitCode } = await write("two");
    const at =
      read()
        .split("\n")
        .findIndex((line) => line.startsWith("<<<<<<<")) + 1;
    assert.ok(at > 0);
    assert.match(out, new RegExp(`conflict: ${file}:${at}: the section looks was changed here, and by the runs\n`));
    assert.equal(exitCode, 1);
    assert.match(read(), /, which pages nobody\n(?:- after .*\n)*=======\n- after /);
    await assert.rejects(write("two"), {
      code: "E_SECTIONS",
      message: /slow\.md:\d+:1 the section "looks" has a conflict/,
    });
  });

  test("without what was generated last, edited sections are in conflict and the others written anew", async () => {
    await write("one");
    edit((text) => text.replace(/^(- after .*)$/m, "$1, which pages nobody"));
    for (const damage of [() => rm(base()), async () => writeFileSync(base(), "<!-- brownout:begin looks -->\n")]) {
      const before = read();
      await damage();
      const { out, exitCode } = await write("two");
      assert.match(out, /the section looks was changed here, and by the runs; what was generated last isn't known/);
      assert.equal(out.match(/conflict:/g)?.length, 1);
      assert.equal(exitCode, 1);
      writeFileSync(file, before);
    }
  });

  test("leaves out sections whose markers are gone, and fills those that people put into files of their own", async () => {
    writeFileSync(file, "\ufeffOurs.\r\n<!-- brownout:begin over -->\r\n<!-- brownout:end over -->");
    const { err, exitCode } = await write("one");
    assert.match(err, /note: .*slow\.md has no section summary any more; it is left out/);
    assert.equal(exitCode, 0);
    assert.match(
      read(),
      /^\ufeffOurs\.\r\n<!-- brownout:begin over [0-9a-f]{12} -->\r\n\r\nWhen all of this holds.*\r\n<!-- brownout:end over -->$/s,
    );
  });

  test("refuses files and runs that it can't be made of, and writes nothing", async () => {
    const refused = async (code: string, words: RegExp, ...args: readonly string[]) => {
      await assert.rejects(runbook(...args), (error: unknown) => {
        assert.ok(error instanceof BrownoutError, String(error));
        assert.equal(error.code, code, error.message);
        assert.match(error.message, words);
        return true;
      });
    };
    for (const [text, code, words] of [
      ["# Ours\n", "E_USAGE", /is there, and has no section of a runbook/],
      [
        "<!-- brownout:begin looks -->\n",
        "E_SECTIONS",
        /slow\.md:1:1 the section "looks" begins here, and doesn't end/,
      ],
      [Buffer.from([0xff, 0xfe, 0x00]), "E_USAGE", /is not UTF-8 text/],
      ["x".repeat(5 * 1024 * 1024), "E_USAGE", /is larger than 1024 KiB/],
    ] as const) {
      writeFileSync(file, text);
      await refused(code, words, "one", "--out", file);
      assert.ok(readFileSync(file).equals(Buffer.from(text)) && !existsSync(base()));
    }
    await refused("E_USAGE", /cannot read .*: it is a folder/, "one", "--out", folder);
    await refused("E_USAGE", /there is no run nobody/, "nobody");
    await refused("E_NO_RUNBOOK", /no fault of begun was seen/, "begun");
    await refused("E_USAGE", /the runs are of simulated and other/, "one", "other");
    await refused("E_USAGE", /faults\.trouble-1\.params\.delayMs: 700 in one, 70 in milder$/, "one", "milder");
    await refused("E_USAGE", /the runs are of \.\.\/\.\.\/astray/, "astray");
    await refused("E_NO_RUNBOOK", /shows no failure/, "calm");
    await assert.rejects(runbook("one", "--stdout", "--check"), /cannot be used with option/);
  });
});
