import { createReadStream } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { z } from "zod";
import type { RunEvent } from "../../judge/history/event.ts";
import { parseEvent } from "../../judge/history/event-schema.ts";
import { LineSplitter } from "../../values/line-splitter.ts";
import { CorruptJournalError, journalError, NewerJournalError } from "./journal-error.ts";
import { isNoTornLine, JOURNAL_FORMAT, type JournalHeader, journalHeader, sealOf } from "./journal-line.ts";

/** Characters of a line: a thousand times the longest that was seen. Of a file without line ends no more is read. */
const LONGEST_LINE = 32 * 1024 * 1024;

/** A kind of journal, by what its lines hold. */
export interface JournalKind<Event> {
  /** The one who wrote it, as in `as a run wrote it`. */
  readonly writer: string;
  /** The event that a line holds, what is wrong with it, or undefined where no event has its type. */
  readonly parse: (value: unknown) => Event | z.ZodError | undefined;
  /** The remedy where a line was damaged. */
  readonly whenDamaged: string;
  /** True where journals of format 1, without a header, are read, too. */
  readonly mayLackHeader: boolean;
}

const ofRuns: JournalKind<RunEvent> = {
  writer: "a run",
  parse: parseEvent,
  whenDamaged:
    "The file was changed or damaged after it was written. What the run put in is in its lines `undo-recorded`, each with the command that takes it out by hand.",
  mayLackHeader: true,
};

/** The events of a run's journal; see {@link readEvents}. */
export function readJournal(path: string): AsyncGenerator<RunEvent> {
  return readEvents(path, ofRuns);
}

/**
 * The events of a journal, in order, read as they are asked for. A last line without its end is what a crash
 * leaves; it is passed over. Anything else that isn't an event as it was written is an error.
 * @throws CorruptJournalError with the number of the line
 * @throws NewerJournalError when another version wrote it, in a way that this one doesn't know
 * @throws JournalError when the file can't be read
 */
export async function* readEvents<Event>(path: string, kind: JournalKind<Event>): AsyncGenerator<Event> {
  const place: JournalPlace<Event> = { path, kind };
  let header: JournalHeader | undefined;
  for await (const { text, number } of wholeLines(place)) {
    const line = new JournalLine(place, number, text);
    if (number === 1) header = line.header();
    if (header === undefined || number > 1) yield line.event(header);
  }
}

interface JournalPlace<Event = unknown> {
  readonly path: string;
  readonly kind: JournalKind<Event>;
}

/** One line, its end taken off. */
class JournalLine<Event> {
  readonly #place: JournalPlace<Event>;
  readonly #number: number;
  readonly #seal: ReturnType<typeof sealOf>;
  readonly #value: unknown;

  constructor(place: JournalPlace<Event>, number: number, text: string) {
    this.#place = place;
    this.#number = number;
    this.#seal = sealOf(text);
    if (this.#seal === "damaged") throw this.#corrupt("its checksum is another than its text's");
    try {
      this.#value = JSON.parse(text);
    } catch (cause) {
      throw this.#corrupt("it is no JSON", cause);
    }
  }

  /** The header of the journal; undefined where it is an event already, as in format 1. */
  header(): JournalHeader | undefined {
    const { data } = journalHeader.safeParse(this.#value);
    const { path, kind } = this.#place;
    if (data === undefined) {
      if (!kind.mayLackHeader) throw this.#corrupt("it should say how the journal is written");
      return undefined;
    }
    if (data.journal > JOURNAL_FORMAT) {
      throw new NewerJournalError({
        message: `${path}: brownout ${data.version} wrote this journal, in format ${data.journal}; this version knows those up to ${JOURNAL_FORMAT}`,
        hint: `Use brownout ${data.version} or a newer one for what ${kind.writer} left there.`,
      });
    }
    if (this.#seal !== "whole") throw this.#corrupt("it has no checksum");
    return data;
  }

  event(header: JournalHeader | undefined): Event {
    if (header !== undefined && this.#seal !== "whole") throw this.#corrupt("it has no checksum");
    const event = this.#place.kind.parse(this.#value);
    if (event === undefined) throw this.#corrupt("no event has its type");
    if (event instanceof z.ZodError) throw this.#corrupt(z.prettifyError(event).replaceAll("\n", " "), event);
    return event;
  }

  #corrupt(why: string, cause?: unknown): CorruptJournalError {
    return corrupt(this.#place, this.#number, why, cause);
  }
}

function corrupt({ path, kind }: JournalPlace, lineNumber: number, why: string, cause?: unknown): CorruptJournalError {
  return new CorruptJournalError({
    message: `${path}:${lineNumber}: this line is not an event as ${kind.writer} wrote it: ${why}`,
    hint: kind.whenDamaged,
    cause,
  });
}

async function* wholeLines(place: JournalPlace): AsyncGenerator<{ readonly text: string; readonly number: number }> {
  const { path, kind } = place;
  let number = 0;
  const lines = new LineSplitter();
  try {
    for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 1 << 18 })) {
      for (const text of lines.take(chunk)) yield { text, number: ++number };
      if (lines.rest.length > LONGEST_LINE) break;
    }
  } catch (cause) {
    throw journalError(`read the journal ${path}`, cause);
  }
  if (lines.rest.length > LONGEST_LINE)
    throw corrupt(place, number + 1, `it is longer than any that ${kind.writer} writes`);
  if (isNoTornLine(lines.rest)) throw corrupt(place, number + 1, "there is something behind its end");
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
