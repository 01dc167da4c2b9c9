import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import type { RunEvent } from "../../../src/judge/history/event.ts";
import { emptyUndoLog, foldUndoLog } from "../../../src/judge/history/undo-log.ts";
import { createRun } from "../../../src/records/journal/run-folder.ts";
import { summarizeRun } from "../../../src/records/journal/run-summary.ts";
import { recorded, runStarted, undoRecord } from "../../support/run-events.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const events: readonly RunEvent[] = [
  runStarted("cut"),
  recorded(undoRecord("a", "é€😀"), "latency-1"),
  { atMs: 2, type: "injected", fault: "latency-1" },
  recorded(undoRecord("b"), "latency-2"),
  { atMs: 3, type: "undone", record: "a", by: "runner" },
  { atMs: 4, type: "undo-failed", record: "b", why: "no answer" },
  { atMs: 5, type: "recovered", record: "b", person: "ann@laptop", wall: "2026-11-28T10:00:00.000Z" },
  { atMs: 6, type: "run-ended", exitCode: 4 },
];

test("a journal cut at any byte holds what its whole lines say, and no more", async (context) => {
  const { folder, journal, claim } = await createRun(await temporaryFolder(context), "run-1", []);
  for (const event of events) journal.append(event);
  await journal.close();
  await claim.release();
  const path = folder.journalPath;
  const whole = await readFile(path);
  for (let bytes = 0; bytes <= whole.length; bytes++) {
    const cut = whole.subarray(0, bytes);
    await writeFile(path, cut);
    const lines = cut.filter((byte) => byte === 0x0a).length;
    // The first line says what the journal is.
    const kept = events.slice(0, Math.max(0, lines - 1));
    const { pending, exitCode } = await summarizeRun(path);
    assert.deepEqual([...pending], [...kept.reduce(foldUndoLog, emptyUndoLog)], `cut at ${bytes}`);
    assert.equal(exitCode, kept.length === events.length ? 4 : undefined, `cut at ${bytes}`);
  }
});
