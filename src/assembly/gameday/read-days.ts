import type { DayEvent } from "../../judge/gameday/day-event.ts";
import type { DayState } from "../../judge/gameday/day-state.ts";
import { foldDay } from "../../judge/gameday/fold-day.ts";
import { type DayFolder, dayFolders, readDayJournal } from "../../records/journal/day-folder.ts";
import { CorruptJournalError } from "../../records/journal/journal-error.ts";
import { BrownoutError } from "../../values/errors.ts";

/** A game day as its journal tells it. */
export interface RecordedDay {
  readonly folder: DayFolder;
  readonly state: DayState;
}

/** The events of a game day, in the order of its journal, and the state that they make. */
interface DayReading {
  readonly events: readonly DayEvent[];
  readonly state: DayState;
}

/**
 * Reads a game day from its journal.
 * @throws CorruptJournalError also where the journal ends before the day began; NewerJournalError, JournalError
 */
export async function readDay(journalPath: string): Promise<DayReading> {
  const events = await eventsIn(journalPath);
  const state = foldDay(events);
  if (state !== undefined) return { events, state };
  throw new CorruptJournalError({
    message: `${journalPath}: it ends before its game day began`,
    hint: "Whoever began it was cut off at once, and nothing was run: its folder may be removed.",
  });
}

/**
 * Reads all game days of a folder, by their dates, but those whose journal ends before they began.
 * @param onUnreadable told of each whose journal can't be read; the others are read all the same
 */
export async function readDays(
  gamedaysFolder: string,
  onUnreadable: (folder: DayFolder, error: BrownoutError) => void,
): Promise<readonly RecordedDay[]> {
  const days: RecordedDay[] = [];
  for (const folder of await dayFolders(gamedaysFolder)) {
    try {
      const state = foldDay(await eventsIn(folder.journalPath));
      if (state !== undefined) days.push({ folder, state });
    } catch (error) {
      if (!(error instanceof BrownoutError)) throw error;
      onUnreadable(folder, error);
    }
  }
  return days;
}

async function eventsIn(journalPath: string): Promise<readonly DayEvent[]> {
  const events: DayEvent[] = [];
  for await (const event of readDayJournal(journalPath)) events.push(event);
  const [first] = events;
  if (first === undefined || first.type === "day-began") return events;
  throw new CorruptJournalError({
    message: `${journalPath}: its first event is ${first.type}, and should say what was agreed on for the day`,
    hint: "The file was changed or put together after it was written.",
  });
}
