import assert from "node:assert/strict";
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { gamedayCommand } from "../../../src/cli/commands/gameday.ts";
import { writeDayReport } from "../../../src/cli/commands/write-day-report.ts";
import { simulate } from "../../run/simulated-run.ts";
import { dayEvents, keepDay } from "../../support/game-days.ts";
import { keepRun } from "../../support/kept-run.ts";
import { runCommand } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const { events } = await simulate({});
const runs = [
  { experiment: "pricing-slow", run: "run-1", verdict: "pass" },
  { experiment: "pricing-gone", run: "run-2", verdict: "fail" },
] as const;

/** Two days, and the run of the first experiment: that of the second is gone. */
async function held(context: TestContext) {
  const folder = await temporaryFolder(context);
  const places = { runs: join(folder, "runs"), gamedays: join(folder, "gamedays"), folder };
  await keepDay(places.gamedays, "2026-11-17-checkout-day", dayEvents({ runs: [], title: "The one before" }));
  const day = await keepDay(places.gamedays, "2026-12-01-checkout-day", dayEvents({ runs, findings: [{}] }));
  await keepRun(places.runs, "run-1", events);
  const report = (...args: string[]) => runCommand(gamedayCommand, "report", "--runs", places.runs, ...args);
  return { ...places, day, report };
}

describe("gameday report", () => {
  test("is of the last day, or of the one that is named", async (context) => {
    const { report } = await held(context);
    const { out } = await report();
    assert.match(out, /OVER .*Checkout in trouble/);
    assert.match(out, /pricing-slow came to pass/);
    assert.match(out, /there is no run run-2\s+in /);
    assert.match((await report("2026-11-17-checkout-day")).out, /The one before/);
    await assert.rejects(report("2026-11-18-checkout-day"), {
      message: /there is no game day 2026-11-18-checkout-day in /,
      hint: /The newest are 2026-11-17-checkout-day, 2026-12-01-checkout-day/,
    });
  });

  test("goes to files, each of which leads to the runs' own pages from where it is", async (context) => {
    const { report, runs: runsFolder, folder } = await held(context);
    writeFileSync(join(runsFolder, "run-1", "report.html"), "<p>");
    await mkdir(join(folder, "else where"));
    const [html, markdown] = [join(folder, "else where", "day.html"), join(folder, "day.md")];
    const { out } = await report("--html", html, "--markdown", markdown);
    assert.match(out, /pricing-slow/, "the words are printed all the same");
    assert.match(readFileSync(html, "utf8"), /href="\.\.\/runs\/run-1\/report\.html"/);
    assert.match(readFileSync(markdown, "utf8"), /\(<runs\/run-1\/report\.html>\)/);
    const alone = await report("--markdown", "-");
    assert.match(alone.out, /^# Checkout in trouble: over/);
    assert.doesNotMatch(alone.out, /OVER/);
    const { state } = JSON.parse((await report("--json")).out);
    assert.equal(state.agreement.name, "checkout-day");
    await assert.rejects(report("--html", "a", "--markdown", "a"), /two reports can't go to/);
    await assert.rejects(report("--html", folder), /it is a folder/);
  });

  test("of a day whose last line was torn is of all before it; of a damaged one it is refused", async (context) => {
    const { report, day } = await held(context);
    appendFileSync(day.journalPath, '{"atMs":1,"type":"noted","by":"A');
    assert.match((await report()).out, /pricing-slow came to pass/);
    const text = readFileSync(day.journalPath, "utf8");
    writeFileSync(day.journalPath, text.replace("came to pass", "came to fail"));
    await assert.rejects(report(), { code: "E_JOURNAL_CORRUPT", message: /journal\.jsonl:\d+: .*checksum/ });
  });

  test("says where there is none", async (context) => {
    const { report, gamedays } = await held(context);
    rmSync(gamedays, { recursive: true });
    await assert.rejects(report(), { message: /no game day in /, hint: /brownout gameday run FILE/ });
  });

  test("of a day that nobody has and that has no end is one that was cut off", async (context) => {
    const { report, gamedays } = await held(context);
    await keepDay(gamedays, "2026-12-15-checkout-day", dayEvents({ runs, end: "none" }));
    assert.match((await report()).out, /CUT OFF/);
  });
});

test("a day's own folder gets its report, for its user alone, and a day is no worse for one that can't be written", async (context) => {
  const { day, runs: runsFolder } = await held(context);
  const said: string[] = [];
  const teller = { err: (text: string) => void said.push(text) } as Parameters<typeof writeDayReport>[2];
  await writeDayReport(day, runsFolder, teller);
  for (const name of ["report.html", "report.md"]) {
    const path = join(day.path, name);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.match(readFileSync(path, "utf8"), /Checkout in trouble/);
  }
  rmSync(join(day.path, "report.html"));
  await mkdir(join(day.path, "report.html"));
  await writeDayReport(day, runsFolder, teller);
  assert.match(said.at(-1) ?? "", /^warning: the report of the game day in .* could not be written: EISDIR/);
});
