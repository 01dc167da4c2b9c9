import { type FileHandle, open } from "node:fs/promises";
import type { RunEvent } from "../../judge/history/event.ts";
import { type JournalError, journalError } from "./journal-error.ts";
import { sealLine } from "./journal-line.ts";
import { endOfLastLine } from "./read-journal.ts";

/** The methods used of the file under a journal; a FileHandle is one. */
export type JournalFile = Pick<FileHandle, "appendFile" | "datasync" | "close">;

/** Lines that go to the disk together, and who waits for them. */
interface Batch {
  lines: string;
  durable: boolean;
  readonly written: PromiseWithResolvers<void>;
}

/**
 * Appends events to a journal, one a line, in the order of the calls. What is appended while the disk is busy
 * goes out in one write afterwards. The first error ends the journal: everything after it is refused with
 * the same error, so that no event can be missing before one that is there.
 */
export class JournalWriter<Event extends object = RunEvent> {
  /** Resolves with what went wrong when the journal can't be written any more; else never. */
  readonly broken: Promise<JournalError>;
  readonly #path: string;
  readonly #file: JournalFile;
  readonly #reportBroken: (error: JournalError) => void;
  #next: Batch | undefined;
  #working: Promise<void> | undefined;
  #error: JournalError | undefined;

  /** `file` appends; `path` is for messages. */
  constructor(file: JournalFile, path: string) {
    this.#file = file;
    this.#path = path;
    const { promise, resolve } = Promise.withResolvers<JournalError>();
    this.broken = promise;
    this.#reportBroken = resolve;
  }

  /** Goes on with a journal that exists. A line that a crash left unfinished at its end is cut off. */
  static async open<Event extends object = RunEvent>(path: string): Promise<JournalWriter<Event>> {
    try {
      const file = await open(path, "a+");
      await file.truncate(await endOfLastLine(file));
      return new JournalWriter<Event>(file, path);
    } catch (cause) {
      throw journalError(`open the journal ${path}`, cause);
    }
  }

  /** Appends the event soon. Does nothing once the journal is closed, or broken: its owner has been told through `broken`. */
  append(event: Event): void {
    if (this.#error === undefined) this.#enqueue(event);
  }

  /**
   * Resolves when the event and all before it are on disk and would survive a crash of the machine.
   * @throws JournalError when they can't be written
   */
  appendDurably(event: Event): Promise<void> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    const batch = this.#enqueue(event);
    batch.durable = true;
    return batch.written.promise;
  }

  /** Writes out what was appended and closes the file. Resolves with what broke the journal, if anything did. */
  async close(): Promise<JournalError | undefined> {
    while (this.#working !== undefined) await this.#working;
    try {
      await this.#file.close();
    } catch (cause) {
      this.#fail(cause);
    }
    const error = this.#error;
    this.#error ??= journalError(`write to ${this.#path}`, new Error("it was closed"));
    return error;
  }

  #enqueue(event: Event): Batch {
    this.#next ??= { lines: "", durable: false, written: Promise.withResolvers() };
    const batch = this.#next;
    batch.lines += sealLine(event);
    this.#working ??= this.#work();
    return batch;
  }

  async #work(): Promise<void> {
    // One turn later, so that events of one moment share a write.
    await Promise.resolve();
    for (let batch = this.#take(); batch !== undefined; batch = this.#take()) await this.#write(batch);
    this.#working = undefined;
  }

  #take(): Batch | undefined {
    const batch = this.#next;
    this.#next = undefined;
    return batch;
  }

  async #write(batch: Batch): Promise<void> {
    try {
      if (this.#error !== undefined) throw this.#error;
      await this.#file.appendFile(batch.lines);
      if (batch.durable) await this.#file.datasync();
      batch.written.resolve();
    } catch (cause) {
      const error = this.#fail(cause);
      if (batch.durable) batch.written.reject(error);
    }
  }

  #fail(cause: unknown): JournalError {
    this.#error ??= journalError(`write to ${this.#path}`, cause);
    this.#reportBroken(this.#error);
    return this.#error;
  }
}
