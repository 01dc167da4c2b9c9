import type { RunEvent } from "../../judge/history/event.ts";
import { CorruptJournalError } from "./journal-error.ts";
import { readJournal } from "./read-journal.ts";

/**
 * Reads the events of a journal as {@link readJournal} does, for who judges by when they were: none is before the one above it. A
 * run's times are by a clock that never goes back. Who takes out what is in needs no order, and isn't kept from it by this.
 * @throws CorruptJournalError also where time goes back; what `readJournal` throws
 */
export async function* readTimeline(path: string): AsyncGenerator<RunEvent> {
  let lastMs = 0;
  for await (const event of readJournal(path)) {
    if (event.atMs < lastMs) throw wentBack(path, event, lastMs);
    lastMs = event.atMs;
    yield event;
  }
}

function wentBack(path: string, { type, atMs }: RunEvent, lastMs: number): CorruptJournalError {
  return new CorruptJournalError({
    message: `${path}: its time goes back: the event ${type} at ${Math.floor(atMs)} ms stands below one at ${Math.floor(lastMs)} ms`,
    hint: "No run is written so: the file was changed or put together afterwards. `brownout recover` still takes out what it says is in.",
  });
}
