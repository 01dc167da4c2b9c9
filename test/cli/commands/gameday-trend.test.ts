import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { gamedayCommand } from "../../../src/cli/commands/gameday.ts";
import { findingText } from "../../../src/files/gameday/finding-text.ts";
import type { RunEvent } from "../../../src/judge/history/event.ts";
import { sealLine } from "../../../src/records/journal/journal-line.ts";
import { simulate } from "../../run/simulated-run.ts";
import { dayEvents, keepDay } from "../../support/game-days.ts";
import { keepRun } from "../../support/kept-run.ts";
import { runCommand } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A run that passes with much left of its limit: 300 ms, of which 80 are used. */
const { events } = await simulate({ plan: { faults: [{ delayMs: 50 }] } });

const DATES = ["2026-11-17", "2026-12-01", "2026-12-15"];

/** Three days on each of which the same run passed, with a finding each. */
async function held(context: TestContext) {
  const folder = await temporaryFolder(context);
  const [runsFolder, gamedays, findings] = ["runs", "gamedays", "findings"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(findings);
  for (const date of DATES) {
    const id = `${date}-checkout-day`;
    const runs = [{ experiment: "simulated", run: `run-${date}`, verdict: "pass" }] as const;
    const script = { runs, began: `${date}T10:00:00Z`, findings: [{ file: `findings/${date}-1.md` }] };
    await keepDay(gamedays, id, dayEvents(script));
    await keepRun(runsFolder, `run-${date}`, renamed(events, `run-${date}`));
    const status = date === DATES[0] ? "closed" : "open";
    const finding = {
      title: "T",
      severity: "high",
      owner: "O",
      experiment: "simulated",
      gameday: id,
      text: "",
    } as const;
    writeFileSync(join(findings, `${date}-1.md`), findingText({ ...finding, status }));
  }
  const trend = (...args: string[]) =>
    runCommand(gamedayCommand, "trend", "--runs", runsFolder, "--findings", findings, ...args);
  return { folder, runsFolder, gamedays, findings, trend };
}

function renamed(all: readonly RunEvent[], run: string): readonly RunEvent[] {
  return all.map((event) => (event.type === "run-started" ? { ...event, run } : event));
}

describe("gameday trend", () => {
  test("says from the journals and files alone what days came to, and what is boring", async (context) => {
    const { trend } = await held(context);
    const { out, err } = await trend();
    assert.equal(err, "");
    assert.match(out, /Checkout in trouble.*3 days/);
    assert.match(out, /simulated, 3 runs: boring: passed 3 times in a row,\s+at least\s+7\d/);
    assert.match(out, /a first fault on /);
    const [{ days, experiments, margins }] = JSON.parse((await trend("--json")).out).gamedays;
    assert.deepEqual(
      days.map(({ open, closed }: { open: number; closed: number }) => [open, closed]),
      [
        [0, 1],
        [1, 0],
        [1, 0],
      ],
    );
    assert.equal(experiments[0].isBoring, true);
    assert.equal(margins[0].points.length, 3);
    assert.doesNotMatch((await trend("--boring-after", "4")).out, /boring:/);
  });

  test("names what it can't read, and reads the rest", async (context) => {
    const { trend, gamedays, findings, runsFolder } = await held(context);
    const journalOf = (folder: string, name: string) => join(folder, name, "journal.jsonl");
    // One day is damaged, one run is of a newer version, one finding was edited into what isn't YAML.
    const damaged = journalOf(gamedays, `${DATES[0]}-checkout-day`);
    writeFileSync(damaged, readFileSync(damaged, "utf8").replace("p95 climbs", "p95 falls"));
    const newer = sealLine({ journal: 99, version: "9.0.0" });
    writeFileSync(journalOf(runsFolder, `run-${DATES[1]}`), newer);
    appendFileSync(journalOf(gamedays, `${DATES[2]}-checkout-day`), "{");
    writeFileSync(join(findings, `${DATES[2]}-1.md`), "---\ntitle: [\n---\n");
    const { out, err } = await trend();
    assert.match(err, new RegExp(`${DATES[0]}-checkout-day is left out: .*checksum`));
    assert.match(err, new RegExp(`run-${DATES[1]} is left out: .*brownout 9.0.0 wrote`));
    assert.match(err, new RegExp(`${DATES[2]}-1.md is left out: `));
    assert.match(out, /2 days/);
    assert.doesNotMatch(out, /boring:/);
    const { unread, strays, gamedays: trends } = JSON.parse((await trend("--json")).out);
    assert.equal(unread.length, 3);
    assert.deepEqual(strays, [`${DATES[0]}-1.md`]);
    const [{ days }] = trends;
    assert.deepEqual(days[0].lost, [`run-${DATES[1]}`]);
    assert.deepEqual([days[1].open, days[1].unknown], [0, 1]);
    const markdown = await trend("--markdown", "-");
    assert.match(markdown.out, /## Not read\n\n- /);
  });

  test("of days of two game days is of each by itself, whatever the order of their folders", async (context) => {
    const { trend, gamedays } = await held(context);
    await keepDay(gamedays, "2026-12-02-search", dayEvents({ name: "search", title: "Search", runs: [], end: "left" }));
    const { gamedays: trends } = JSON.parse((await trend("--json")).out);
    assert.deepEqual(
      trends.map(({ name, days }: { name: string; days: object[] }) => [name, days.length]),
      [
        ["checkout-day", 3],
        ["search", 1],
      ],
    );
    assert.match((await trend()).out, /Search +search, 1 day/);
  });

  test("of no days says so", async (context) => {
    const { trend, folder } = await held(context);
    assert.match((await trend("--gamedays", join(folder, "none"))).out, /^no game days in .*none$/);
  });
});
