import { createReadStream } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { RunEvent } from "../history/event.ts";
import { CorruptJournalError, journalError } from "./journal-error.ts";

/**
 * The events of a journal, in order, read as they are asked for. A last line without its end is what a crash
 * leaves; it is passed over. Anything else that isn't an event is an error.
 * @throws CorruptJournalError with the number of the line
 * @throws JournalError when the file can't be read
 */
export async function* readJournal(path: string): AsyncGenerator<RunEvent> {
  let lineNumber = 0;
  for await (const line of wholeLines(path)) yield parseEvent(path, line, ++lineNumber);
}

async function* wholeLines(path: string): AsyncGenerator<string> {
  let rest = "";
  try {
    for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 1 << 18 })) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (cause) {
    throw journalError(`read the journal ${path}`, cause);
  }
}

function parseEvent(path: string, line: string, lineNumber: number): RunEvent {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch (cause) {
    throw corrupt(path, lineNumber, cause);
  }
  if (!looksLikeEvent(event)) throw corrupt(path, lineNumber);
  return event;
}

/** Journals are written by us alone, so their events aren't checked field by field. */
function looksLikeEvent(value: unknown): value is RunEvent {
  return typeof value === "object" && value !== null && "type" in value && "atMs" in value;
}

function corrupt(path: string, lineNumber: number, cause?: unknown): CorruptJournalError {
  return new CorruptJournalError({
    message: `${path}:${lineNumber}: this line is not an event of a journal`,
    hint: "The file was changed or damaged after it was written; remove the line, or look at what it says by hand.",
    cause,
  });
}

/** Bytes up to and with the last line end: what is left of a journal after a crash cut its last line short. */
export async function endOfLastLine(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  const block = Buffer.alloc(1 << 16);
  for (let end = size; end > 0; end -= block.length) {
    const start = Math.max(0, end - block.length);
    const { bytesRead } = await file.read(block, 0, end - start, start);
    const newline = block.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (newline >= 0) return start + newline + 1;
  }
  return 0;
}
