import type { RunEvent } from "../../src/judge/history/event.ts";
import { parseEvent } from "../../src/judge/history/event-schema.ts";
import { type JournalFile, JournalWriter } from "../../src/records/journal/journal-writer.ts";
import { type Clock, sleep } from "../../src/values/clock/clock.ts";

/** A journal on a disk that a test can fill, and that takes its time to sync. */
export class SimulatedJournal {
  readonly writer: JournalWriter;
  #text = "";
  #syncedLength = 0;
  #isFull = false;

  constructor(clock: Clock, syncMs: number) {
    const file: JournalFile = {
      appendFile: async (lines) => {
        if (this.#isFull) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
        this.#text += lines;
      },
      datasync: async () => {
        const { length } = this.#text;
        if (syncMs > 0) await sleep(clock, syncMs);
        this.#syncedLength = length;
      },
      close: async () => {
        this.#syncedLength = this.#text.length;
      },
    };
    this.writer = new JournalWriter(file, "journal.jsonl");
  }

  fillDisk(): void {
    this.#isFull = true;
  }

  /** The events that a reader of the file finds. */
  events(): RunEvent[] {
    return parse(this.#text);
  }

  /** Ids of the undo records that would survive a crash of the machine now. */
  durableRecords(): string[] {
    const events = parse(this.#text.slice(0, this.#syncedLength));
    return events.flatMap((event) => (event.type === "undo-recorded" ? [event.record.id] : []));
  }
}

function parse(text: string): RunEvent[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const event = parseEvent(JSON.parse(line));
      if (event === undefined || event instanceof Error) throw new Error(`no event: ${line}`, { cause: event });
      return event;
    });
}
