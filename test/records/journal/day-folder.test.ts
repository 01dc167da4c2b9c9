import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { readDay, readDays } from "../../../src/assembly/gameday/read-days.ts";
import type { DayEvent } from "../../../src/judge/gameday/day-event.ts";
import { foldDay } from "../../../src/judge/gameday/fold-day.ts";
import { createDay, dayFolders, readDayJournal, takeDay } from "../../../src/records/journal/day-folder.ts";
import { CorruptJournalError, JournalError } from "../../../src/records/journal/journal-error.ts";
import { ada, dayBegan, grace } from "../../support/day-events.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const { atMs } = dayBegan();
const events: readonly DayEvent[] = [
  dayBegan("slow"),
  { atMs, type: "came", person: ada },
  { atMs, type: "checked", checks: [{ what: "plan of slow", outcome: "warning", detail: "é€😀" }] },
  { atMs, type: "checked", experiment: "slow", checks: [] },
  { atMs, type: "came", person: grace },
  { atMs, type: "noted", by: "Grace", text: 'It says ","checksum":"01234567"}' },
  { atMs, type: "decided", experiment: "slow", go: true, by: "Ada" },
  { atMs, type: "run-began", experiment: "slow", run: "run-1" },
  { atMs, type: "stop-asked", by: "Grace", run: "run-1" },
  { atMs, type: "run-ended", experiment: "slow", run: "run-1", verdict: "pass", exitCode: 0, headline: "It held." },
  { atMs, type: "learned", experiment: "slow", by: "Ada", text: "A cache helps." },
  {
    atMs,
    type: "finding-filed",
    by: "Grace",
    finding: {
      file: "findings/2026-12-01-1.md",
      digest: "ab",
      title: "No alarm",
      severity: "high",
      owner: "Linus",
      experiment: "slow",
      run: "run-1",
    },
  },
  { atMs, type: "reviewed", experiment: "slow", by: "Ada" },
  { atMs, type: "left", why: "lunch" },
  { atMs, type: "resumed", by: "Ada" },
  { atMs, type: "day-ended", by: "Ada", spent: { failed: 3, requests: 400 } },
];

async function readAll(path: string): Promise<DayEvent[]> {
  const all: DayEvent[] = [];
  for await (const event of readDayJournal(path)) all.push(event);
  return all;
}

async function writtenDay(gamedays: string, id = "2026-12-01-checkout-day") {
  const { folder, journal, claim } = await createDay(gamedays, id, "name: checkout-day");
  for (const event of events) journal.append(event);
  await journal.close();
  await claim.release();
  return folder;
}

describe("a game day's journal", () => {
  test("cut at any byte holds what its whole lines say, and is gone on with from there", async (context) => {
    const folder = await writtenDay(await temporaryFolder(context));
    const whole = await readFile(folder.journalPath);
    for (let bytes = 0; bytes <= whole.length; bytes++) {
      const cut = whole.subarray(0, bytes);
      await writeFile(folder.journalPath, cut);
      const lines = cut.filter((byte) => byte === 0x0a).length;
      assert.deepEqual(await readAll(folder.journalPath), events.slice(0, Math.max(0, lines - 1)), `cut at ${bytes}`);
    }
    await writeFile(folder.journalPath, whole.subarray(0, whole.length - 5));
    const held = await takeDay(folder);
    await held?.journal.appendDurably({ atMs, type: "left", why: "again" });
    await held?.journal.close();
    await held?.claim.release();
    assert.deepEqual(
      (await readAll(folder.journalPath)).slice(-2).map(({ type }) => type),
      ["resumed", "left"],
    );
  });

  test("with any one byte changed is refused, or was changed in what a crash may have left", async (context) => {
    const folder = await writtenDay(await temporaryFolder(context));
    const whole = await readFile(folder.journalPath);
    for (let at = 0; at < whole.length; at += 7) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      await writeFile(folder.journalPath, changed);
      const read = await readAll(folder.journalPath).catch((error: unknown) => error);
      if (read instanceof CorruptJournalError) continue;
      // The end of the last line was changed, so that it has none.
      assert.equal(at, whole.length - 1);
      assert.deepEqual(read, events.slice(0, -1));
    }
  });

  test("that doesn't begin with its header, or with the day, is refused", async (context) => {
    const folder = await writtenDay(await temporaryFolder(context));
    const lines = (await readFile(folder.journalPath, "utf8")).split(/(?<=\n)/);
    await writeFile(folder.journalPath, lines.slice(1).join(""));
    await assert.rejects(readDay(folder.journalPath), /:1: .*it should say how the journal is written/);
    await writeFile(folder.journalPath, [lines[0], ...lines.slice(2)].join(""));
    await assert.rejects(readDay(folder.journalPath), /its first event is came/);
    await writeFile(folder.journalPath, lines[0] ?? "");
    await assert.rejects(readDay(folder.journalPath), /ends before its game day began/);
  });
});

describe("the folder of game days", () => {
  test("has them by their dates and in their order, and readDays names those that can't be read", async (context) => {
    const gamedays = await temporaryFolder(context);
    assert.deepEqual(await dayFolders(`${gamedays}/none`), []);
    for (const id of ["2026-12-15-a", "2026-12-01-a-10", "2026-12-01-a", "2026-12-01-a-2"])
      await writtenDay(gamedays, id);
    const ids = ["2026-12-01-a", "2026-12-01-a-2", "2026-12-01-a-10", "2026-12-15-a"];
    assert.deepEqual(
      (await dayFolders(gamedays)).map(({ id }) => id),
      ids,
    );
    const damaged = (await dayFolders(gamedays))[1];
    await writeFile(damaged?.journalPath ?? "", "nonsense\n");
    const unreadable: string[] = [];
    const days = await readDays(gamedays, ({ id }, error) => unreadable.push(`${id} ${error.code}`));
    assert.deepEqual(
      days.map(({ folder }) => folder.id),
      [ids[0], ids[2], ids[3]],
    );
    assert.deepEqual(unreadable, ["2026-12-01-a-2 E_JOURNAL_CORRUPT"]);
    assert.deepEqual(days[0]?.state, foldDay(events));
  });

  test("has each day in the hands of one process, for its user alone", async (context) => {
    const gamedays = await temporaryFolder(context);
    const { folder, journal, claim } = await createDay(gamedays, "2026-12-01-a", "");
    assert.equal((await stat(folder.path)).mode & 0o077, 0);
    assert.equal((await stat(folder.journalPath)).mode & 0o077, 0);
    assert.equal(await takeDay(folder), undefined);
    await assert.rejects(createDay(gamedays, "2026-12-01-a", ""), JournalError);
    await journal.close();
    await claim.release();
    const held = await takeDay(folder);
    assert.ok(held !== undefined);
    await held.journal.close();
    await held.claim.release();
  });
});
