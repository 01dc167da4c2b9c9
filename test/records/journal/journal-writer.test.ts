import assert from "node:assert/strict";
import { appendFile, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { RunEvent } from "../../../src/judge/history/event.ts";
import { CorruptJournalError, JournalError } from "../../../src/records/journal/journal-error.ts";
import { JournalWriter } from "../../../src/records/journal/journal-writer.ts";
import { readJournal } from "../../../src/records/journal/read-journal.ts";

const injected = (atMs: number): RunEvent => ({ atMs, type: "injected", fault: `latency-${atMs}` });

async function readAll(path: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of readJournal(path)) events.push(event);
  return events;
}

describe("a journal", () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "brownout-journal-"));
    path = join(folder, "journal.jsonl");
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("keeps the order of the calls, durable or not", async () => {
    const journal = await JournalWriter.open(path);
    const events = Array.from({ length: 200 }, (_, index) => injected(index));
    const durable: Promise<void>[] = [];
    for (const event of events) {
      if (event.atMs % 7 === 0) durable.push(journal.appendDurably(event));
      else journal.append(event);
    }
    await Promise.all(durable);
    await journal.close();
    assert.deepEqual(await readAll(path), events);
  });

  test("a durable event, and all before it, are in the file when it resolves", async () => {
    const journal = await JournalWriter.open(path);
    journal.append(injected(1));
    await journal.appendDurably(injected(2));
    assert.deepEqual(await readAll(path), [injected(1), injected(2)]);
    await journal.close();
  });

  test("a durable event is synced before it resolves, an ordinary one is not", async () => {
    const calls: string[] = [];
    const file = {
      appendFile: async () => void calls.push("write"),
      datasync: async () => void calls.push("sync"),
      close: async () => void calls.push("close"),
    };
    const journal = new JournalWriter(file, path);
    await journal.appendDurably(injected(1));
    assert.deepEqual(calls, ["write", "sync"]);
    journal.append(injected(2));
    await journal.close();
    assert.deepEqual(calls, ["write", "sync", "write", "close"]);
  });

  test("a full disk ends it: durable events are refused, its owner is told, and nothing follows", async () => {
    const journal = new JournalWriter(await open("/dev/full", "a"), path);
    journal.append(injected(1));
    const refused = (error: unknown) =>
      error instanceof JournalError && error.code === "E_JOURNAL" && /disk is full/.test(error.hint ?? "");
    await assert.rejects(journal.appendDurably(injected(2)), refused);
    assert.ok(refused(await journal.broken));
    await assert.rejects(journal.appendDurably(injected(3)), refused);
    await journal.close();
  });

  test("what was appended while the disk was full is never written later", async () => {
    let full = true;
    const written: string[] = [];
    const file = {
      appendFile: async (lines: unknown) => {
        if (full) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
        written.push(String(lines));
      },
      datasync: async () => undefined,
      close: async () => undefined,
    };
    const journal = new JournalWriter(file, path);
    journal.append(injected(1));
    await journal.broken;
    full = false;
    journal.append(injected(2));
    await journal.close();
    assert.deepEqual(written, []);
  });

  test("a line that a crash cut short is passed over, and cut off by who goes on", async () => {
    await writeFile(path, `${JSON.stringify(injected(1))}\n{"atMs":2,"type":"inj`);
    assert.deepEqual(await readAll(path), [injected(1)]);
    const journal = await JournalWriter.open(path);
    await journal.appendDurably(injected(3));
    await journal.close();
    assert.deepEqual(await readAll(path), [injected(1), injected(3)]);
  });

  test("a torn line longer than a block is cut off whole", async () => {
    await writeFile(path, `${JSON.stringify(injected(1))}\n"${"x".repeat(200_000)}`);
    await (await JournalWriter.open(path)).close();
    assert.equal(await readFile(path, "utf8"), `${JSON.stringify(injected(1))}\n`);
  });

  test("a damaged line in the middle is an error with its number", async () => {
    const good = `${JSON.stringify(injected(1))}\n`;
    for (const bad of ["{\n", "17\n", "null\n", '{"type":"tick"}\n', "\n"]) {
      await writeFile(path, good + bad + good);
      await assert.rejects(
        readAll(path),
        (error: unknown) => error instanceof CorruptJournalError && error.message.includes("journal.jsonl:2:"),
      );
    }
  });

  test("of a file without line ends no more is read than a line may be long", async () => {
    await writeFile(path, `${JSON.stringify(injected(1))}\n${"x".repeat(34_000_000)}`);
    await assert.rejects(
      readAll(path),
      (error: unknown) => error instanceof CorruptJournalError && error.message.includes("journal.jsonl:2:"),
    );
  });

  test("reads megabytes, with characters that span the blocks of the read", async () => {
    const event: RunEvent = { atMs: 1, type: "injected", fault: "é€😀".repeat(1000) };
    for (let part = 0; part < 10; part++) await appendFile(path, `${JSON.stringify(event)}\n`.repeat(40));
    const events = await readAll(path);
    assert.equal(events.length, 400);
    assert.ok(events.every((read) => JSON.stringify(read) === JSON.stringify(event)));
  });

  test("a journal that isn't there is a JournalError", async () => {
    await assert.rejects(readAll(join(folder, "none.jsonl")), JournalError);
  });
});
